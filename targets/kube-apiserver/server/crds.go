package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	crdv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/yaml"
)

// install creates the definitions of a folder and returns when creates of every version are answered without delay.
func install(ctx context.Context, config *rest.Config, dir, namespace string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	files, err := filepath.Glob(filepath.Join(dir, "*.[yj]*"))
	if err != nil {
		return err
	}
	var crds []*crdv1.CustomResourceDefinition
	for _, file := range files {
		crd := &crdv1.CustomResourceDefinition{}
		if text, err := os.ReadFile(file); err != nil {
			return err
		} else if err := yaml.Unmarshal(text, crd); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		} else if crd.Kind == "CustomResourceDefinition" {
			crds = append(crds, crd)
		}
	}
	if len(crds) == 0 {
		return fmt.Errorf("no CustomResourceDefinition in %s", dir)
	}
	definitions := clientset.NewForConfigOrDie(config).ApiextensionsV1().CustomResourceDefinitions()
	for _, crd := range crds {
		if err := until(ctx, crd.Name+" is created", func() (bool, error) {
			_, err := definitions.Create(ctx, crd, metav1.CreateOptions{})
			return err == nil || errors.IsInvalid(err), err
		}); err != nil {
			return err
		}
	}
	for _, crd := range crds {
		if err := until(ctx, crd.Name+" is established", func() (bool, error) {
			now, err := definitions.Get(ctx, crd.Name, metav1.GetOptions{})
			return err == nil && slices.ContainsFunc(now.Status.Conditions, func(c crdv1.CustomResourceDefinitionCondition) bool {
				return c.Type == crdv1.Established && c.Status == crdv1.ConditionTrue
			}), err
		}); err != nil {
			return err
		}
	}
	return warm(ctx, dynamic.NewForConfigOrDie(config), crds, namespace)
}

// warm creates something of every version for show: the first create starts the storage, and in the two seconds after
// Established the server holds every create back (customresource_handler.go, justCreated).
func warm(ctx context.Context, client dynamic.Interface, crds []*crdv1.CustomResourceDefinition, namespace string) error {
	for _, crd := range crds {
		for _, version := range crd.Spec.Versions {
			object := &unstructured.Unstructured{}
			object.SetAPIVersion(crd.Spec.Group + "/" + version.Name)
			object.SetKind(crd.Spec.Names.Kind)
			object.SetName("warm")
			resource := object.GroupVersionKind().GroupVersion().WithResource(crd.Spec.Names.Plural)
			if err := until(ctx, resource.String()+" serves", func() (bool, error) {
				if !version.Served {
					return true, nil
				}
				_, err := client.Resource(resource).Namespace(namespace).Create(ctx, object, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
				if errors.IsInvalid(err) { // it lacks what the schema requires
					err = nil
				}
				return err == nil, err
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// until polls; what fails is the last error, or that time is up.
func until(ctx context.Context, what string, probe func() (bool, error)) error {
	var last error
	err := wait.PollUntilContextCancel(ctx, 20*time.Millisecond, true, func(context.Context) (done bool, _ error) {
		done, last = probe()
		return done, nil
	})
	if last != nil {
		err = last
	}
	if err != nil {
		return fmt.Errorf("waiting until %s: %w", what, err)
	}
	return nil
}
