package kubernetes

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
)

// kindOf returns the kind that a resource type such as kubernetes:apps/v1:StatefulSet means.
func kindOf(t tokens.Type) (schema.GroupVersionKind, error) {
	parts := strings.Split(string(t), ":")
	if len(parts) != 3 || parts[0] != "kubernetes" {
		return schema.GroupVersionKind{}, fmt.Errorf("%s is no type of the kubernetes provider", t)
	}
	module, kind := parts[1], parts[2]
	for _, family := range []string{"helm.sh/", "yaml", "kustomize"} {
		if strings.HasPrefix(module, family) {
			return schema.GroupVersionKind{}, fmt.Errorf("%s: the lab's stand-in has no Helm, YAML or Kustomize resources", t)
		}
	}
	group, version, found := strings.Cut(module, "/")
	if !found {
		return schema.GroupVersionKind{}, fmt.Errorf("%s: the type names no version of %s", t, module)
	}
	gvk := schema.GroupVersionKind{Group: group, Version: version, Kind: kind}
	if gvk.Group == "core" {
		gvk.Group = ""
	}
	if base, patch := strings.CutSuffix(kind, "Patch"); patch && base != "" {
		return schema.GroupVersionKind{}, fmt.Errorf("%s: the lab's stand-in has no patch resources", t)
	}
	if base, list := strings.CutSuffix(kind, "List"); list && scheme.Scheme.Recognizes(gvk.GroupVersion().WithKind(base)) {
		return schema.GroupVersionKind{}, fmt.Errorf("%s: the lab's stand-in has no lists", t)
	}
	return gvk, nil
}

// clusterScoped are the kinds of Kubernetes itself that live in no namespace. They are listed so that an object's
// namespace does not depend on whether a server could be asked.
var clusterScoped = map[schema.GroupKind]bool{
	{Kind: "Namespace"}:        true,
	{Kind: "Node"}:             true,
	{Kind: "PersistentVolume"}: true,
	{Group: "admissionregistration.k8s.io", Kind: "MutatingWebhookConfiguration"}:     true,
	{Group: "admissionregistration.k8s.io", Kind: "ValidatingWebhookConfiguration"}:   true,
	{Group: "admissionregistration.k8s.io", Kind: "ValidatingAdmissionPolicy"}:        true,
	{Group: "admissionregistration.k8s.io", Kind: "ValidatingAdmissionPolicyBinding"}: true,
	{Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition"}:                 true,
	{Group: "apiregistration.k8s.io", Kind: "APIService"}:                             true,
	{Group: "certificates.k8s.io", Kind: "CertificateSigningRequest"}:                 true,
	{Group: "flowcontrol.apiserver.k8s.io", Kind: "FlowSchema"}:                       true,
	{Group: "flowcontrol.apiserver.k8s.io", Kind: "PriorityLevelConfiguration"}:       true,
	{Group: "networking.k8s.io", Kind: "IngressClass"}:                                true,
	{Group: "node.k8s.io", Kind: "RuntimeClass"}:                                      true,
	{Group: "rbac.authorization.k8s.io", Kind: "ClusterRole"}:                         true,
	{Group: "rbac.authorization.k8s.io", Kind: "ClusterRoleBinding"}:                  true,
	{Group: "scheduling.k8s.io", Kind: "PriorityClass"}:                               true,
	{Group: "storage.k8s.io", Kind: "CSIDriver"}:                                      true,
	{Group: "storage.k8s.io", Kind: "CSINode"}:                                        true,
	{Group: "storage.k8s.io", Kind: "StorageClass"}:                                   true,
	{Group: "storage.k8s.io", Kind: "VolumeAttachment"}:                               true,
	{Group: "storage.k8s.io", Kind: "VolumeAttributesClass"}:                          true,
}

// livesInNamespace says whether objects of a kind live in namespaces. A kind that neither Kubernetes itself nor the server
// knows is taken to, as the real provider does.
func livesInNamespace(gvk schema.GroupVersionKind, ask func(schema.GroupVersionKind) (bool, error)) bool {
	switch {
	case clusterScoped[gvk.GroupKind()]:
		return false
	case scheme.Scheme.Recognizes(gvk) || ask == nil:
		return true
	}
	yes, err := ask(gvk)
	return err != nil || yes
}
