// The controllers of Kubeflow's training operator without its webhooks, and a stand-in for the scheduler and the kubelet, which
// no machine is here for: a pod is pending, runs for a moment, and succeeds.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	kubeflow "github.com/kubeflow/training-operator/pkg/apis/kubeflow.org/v1"
	defaults "github.com/kubeflow/training-operator/pkg/config"
	operator "github.com/kubeflow/training-operator/pkg/controller.v1"
	"github.com/kubeflow/training-operator/pkg/controller.v1/common"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/runtime"
	clientset "k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	controller "sigs.k8s.io/controller-runtime/pkg/config"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	metrics "sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

// How long a pod runs.
const work = time.Second

func main() {
	flag.Parse() // --kubeconfig, of controller-runtime
	ctrl.SetLogger(zap.New())
	if err := run(ctrl.SetupSignalHandler()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	config, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 200, 400 // the suite makes jobs faster than a person
	if err := kubeflow.AddToScheme(clientset.Scheme); err != nil {
		return err
	}
	// Jobs without a template make the operator panic; a cluster would start it again.
	runtime.ReallyCrash = false
	recovers := true
	manager, err := ctrl.NewManager(config, ctrl.Options{
		Scheme: clientset.Scheme, Metrics: metrics.Options{BindAddress: "0"}, Controller: controller.Controller{RecoverPanic: &recovers},
	})
	if err != nil {
		return err
	}
	// As the operator's own main has them by default.
	defaults.Config.MPIKubectlDeliveryImage = defaults.MPIKubectlDeliveryImageDefault
	defaults.Config.PyTorchInitContainerImage = defaults.PyTorchInitContainerImageDefault
	defaults.Config.PyTorchInitContainerTemplateFile = defaults.PyTorchInitContainerTemplateFileDefault
	defaults.Config.PyTorchInitContainerMaxTries = defaults.PyTorchInitContainerMaxTriesDefault
	for _, kind := range []string{kubeflow.TFJobKind, kubeflow.MXJobKind, kubeflow.PyTorchJobKind, kubeflow.MPIJobKind} {
		if err := operator.SupportedSchemeReconciler[kind](manager, common.GenNonGangSchedulerSetupFunc(), 2); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	if err := ctrl.NewControllerManagedBy(manager).For(&corev1.Pod{}).Complete(&kubelet{manager.GetClient()}); err != nil {
		return err
	}
	fmt.Println("watching")
	return manager.Start(ctx)
}

type kubelet struct{ client.Client }

func (k *kubelet) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	var pod corev1.Pod
	if err := k.Get(ctx, request.NamespacedName, &pod); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if pod.DeletionTimestamp != nil {
		return ctrl.Result{}, client.IgnoreNotFound(k.Delete(ctx, &pod, client.GracePeriodSeconds(0)))
	}
	switch pod.Status.Phase {
	case corev1.PodPending:
		now := metav1.Now()
		pod.Status.StartTime = &now
		return ctrl.Result{RequeueAfter: work}, k.to(ctx, &pod, corev1.PodRunning, corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: now}})
	case corev1.PodRunning:
		if left := work - time.Since(pod.Status.StartTime.Time); left > 0 {
			return ctrl.Result{RequeueAfter: left}, nil
		}
		return ctrl.Result{}, k.to(ctx, &pod, corev1.PodSucceeded, corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{Reason: "Completed", FinishedAt: metav1.Now()}})
	}
	return ctrl.Result{}, nil
}

func (k *kubelet) to(ctx context.Context, pod *corev1.Pod, phase corev1.PodPhase, state corev1.ContainerState) error {
	pod.Status.Phase = phase
	pod.Status.ContainerStatuses = nil
	for _, container := range pod.Spec.Containers {
		pod.Status.ContainerStatuses = append(pod.Status.ContainerStatuses, corev1.ContainerStatus{Name: container.Name, Image: container.Image, State: state, Ready: state.Running != nil})
	}
	return client.IgnoreNotFound(k.Status().Update(ctx, pod))
}
