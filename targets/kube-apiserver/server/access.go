package main

import (
	"context"
	"slices"

	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/pkg/authentication/group"
	"k8s.io/apiserver/pkg/authentication/request/bearertoken"
	"k8s.io/apiserver/pkg/authentication/token/tokenfile"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
)

const viewers = "viewers"

func authenticate(token, readOnlyToken, foreignToken string) authenticator.Request {
	tokens := map[string]*user.DefaultInfo{token: {Name: "full", UID: "full", Groups: []string{user.SystemPrivilegedGroup}}}
	if readOnlyToken != "" {
		tokens[readOnlyToken] = &user.DefaultInfo{Name: "viewer", UID: "viewer", Groups: []string{viewers}}
	}
	if foreignToken != "" {
		tokens[foreignToken] = &user.DefaultInfo{Name: "stranger", UID: "stranger"}
	}
	return group.NewAuthenticatedGroupAdder(bearertoken.New(tokenfile.New(tokens)))
}

func authorize() authorizer.Authorizer {
	return authorizer.AuthorizerFunc(func(_ context.Context, a authorizer.Attributes) (authorizer.Decision, string, error) {
		groups := a.GetUser().GetGroups()
		reads := slices.Contains([]string{"get", "list", "watch"}, a.GetVerb())
		if slices.Contains(groups, user.SystemPrivilegedGroup) || reads && slices.Contains(groups, viewers) {
			return authorizer.DecisionAllow, "", nil
		}
		return authorizer.DecisionNoOpinion, "", nil
	})
}

// knownNamespaces refuses what is created elsewhere, as the plugin NamespaceLifecycle of a cluster does.
type knownNamespaces []string

func (known knownNamespaces) Handles(operation admission.Operation) bool {
	return operation == admission.Create
}

func (known knownNamespaces) Admit(_ context.Context, a admission.Attributes, _ admission.ObjectInterfaces) error {
	if a.GetNamespace() == "" || slices.Contains(known, a.GetNamespace()) {
		return nil
	}
	return errors.NewNotFound(schema.GroupResource{Resource: "namespaces"}, a.GetNamespace())
}
