package kubernetes

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
)

const (
	// firstAnswer is how long a server may take to answer at all, the time an exec plugin takes for a token included.
	firstAnswer = 15 * time.Second
	// requestsPerSecond and burst are well above client-go's defaults of 5 and 10, with which an update of a few hundred
	// objects would wait for the client rather than for the server.
	requestsPerSecond, burst = 100, 200
)

// client is a cluster reached over the network.
type client struct {
	dynamic   *dynamic.DynamicClient
	discovery *discovery.DiscoveryClient
	mapper    *restmapper.DeferredDiscoveryRESTMapper
	core      *corev1client.CoreV1Client
}

func dial(s settings) (cluster, error) {
	config, err := s.restConfig()
	if err != nil {
		return nil, err
	}
	config.QPS, config.Burst = requestsPerSecond, burst
	config.WarningHandler = rest.NoWarnings{}
	config.UserAgent = "pulumi-kubernetes stand-in"
	over, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, fmt.Errorf("setting up the connection to %s: %w", config.Host, err)
	}
	c := &client{}
	if c.dynamic, err = dynamic.NewForConfigAndClient(config, over); err != nil {
		return nil, fmt.Errorf("setting up the client of %s: %w", config.Host, err)
	}
	if c.discovery, err = discovery.NewDiscoveryClientForConfigAndClient(config, over); err != nil {
		return nil, fmt.Errorf("setting up discovery at %s: %w", config.Host, err)
	}
	if c.core, err = corev1client.NewForConfigAndClient(config, over); err != nil {
		return nil, fmt.Errorf("setting up the log reader of %s: %w", config.Host, err)
	}
	c.mapper = restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(c.discovery))
	return c, nil
}

func (c *client) reachable(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, firstAnswer)
	defer cancel()
	ask := func() error { return c.discovery.RESTClient().Get().AbsPath("/version").Do(ctx).Error() }
	err := ask()
	if apierrors.IsUnauthorized(err) {
		// The process has kept the token of a cluster that was made anew; being refused makes it ask for another.
		err = ask()
	}
	if err != nil {
		return fmt.Errorf("asking the API server for its version: %w", err)
	}
	return nil
}

func (c *client) mapping(gvk schema.GroupVersionKind) (*meta.RESTMapping, error) {
	return c.mapper.RESTMapping(gvk.GroupKind(), gvk.Version)
}

func (c *client) namespaced(gvk schema.GroupVersionKind) (bool, error) {
	m, err := c.mapping(gvk)
	if err != nil {
		return false, err
	}
	return m.Scope.Name() == meta.RESTScopeNameNamespace, nil
}

func (c *client) objects(gvk schema.GroupVersionKind, namespace string) (dynamic.ResourceInterface, error) {
	m, err := c.mapping(gvk)
	if err != nil {
		return nil, err
	}
	if m.Scope.Name() == meta.RESTScopeNameNamespace {
		return c.dynamic.Resource(m.Resource).Namespace(namespace), nil
	}
	return c.dynamic.Resource(m.Resource), nil
}

func (c *client) get(ctx context.Context, at ref) (*unstructured.Unstructured, error) {
	objects, err := c.objects(at.kind, at.namespace)
	if err != nil {
		return nil, err
	}
	return objects.Get(ctx, at.name, metav1.GetOptions{})
}

func (c *client) list(ctx context.Context, gvk schema.GroupVersionKind, namespace, selector string) ([]unstructured.Unstructured, error) {
	objects, err := c.objects(gvk, namespace)
	if err != nil {
		return nil, err
	}
	found, err := objects.List(ctx, metav1.ListOptions{LabelSelector: selector})
	if err != nil {
		return nil, err
	}
	return found.Items, nil
}

func (c *client) apply(ctx context.Context, object *unstructured.Unstructured, as application) (*unstructured.Unstructured, error) {
	objects, err := c.objects(object.GroupVersionKind(), object.GetNamespace())
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(object.Object)
	if err != nil {
		return nil, fmt.Errorf("writing %s as JSON: %w", refOf(object), err)
	}
	options := metav1.PatchOptions{FieldManager: as.manager, Force: &as.force, FieldValidation: metav1.FieldValidationWarn}
	if as.dryRun {
		options.DryRun = []string{metav1.DryRunAll}
	}
	return objects.Patch(ctx, object.GetName(), types.ApplyPatchType, body, options)
}

func (c *client) remove(ctx context.Context, at ref, propagation metav1.DeletionPropagation) error {
	objects, err := c.objects(at.kind, at.namespace)
	if err != nil {
		return err
	}
	return objects.Delete(ctx, at.name, metav1.DeleteOptions{PropagationPolicy: &propagation})
}

func (c *client) logs(ctx context.Context, namespace, pod, container string, lines int64) (string, error) {
	text, err := c.core.Pods(namespace).GetLogs(pod, &corev1.PodLogOptions{Container: container, TailLines: &lines}).Do(ctx).Raw()
	return string(text), err
}

func (c *client) forget() { c.mapper.Reset() }
