package watch

import (
	"context"
	"maps"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"
)

// retryPause keeps an API server that is away from being asked in a tight loop. A reflector's own pause grows to half a
// minute, which would make endpoints look stale that are not.
const retryPause = 200 * time.Millisecond

// leads returns where the slices of one Service lead, as kube-proxy reads them: to ready addresses, and where there are
// none to those that still serve while they end.
func leads(slices map[string]*discoveryv1.EndpointSlice, service string) map[string]string {
	ready, ending := map[string]string{}, map[string]string{}
	for _, slice := range slices {
		if slice.Labels[discoveryv1.LabelServiceName] != service {
			continue
		}
		for _, e := range slice.Endpoints {
			pod := ""
			if e.TargetRef != nil {
				pod = e.TargetRef.Name
			}
			for _, address := range e.Addresses {
				switch {
				case e.Conditions.Ready == nil || *e.Conditions.Ready:
					ready[address] = pod
				case e.Conditions.Serving != nil && *e.Conditions.Serving:
					ending[address] = pod
				}
			}
		}
	}
	if len(ready) == 0 {
		return ending
	}
	return ready
}

// followEndpoints keeps the record informed of where Services lead until the context ends.
func followEndpoints(ctx context.Context, client kubernetes.Interface, namespace string, services []string, record *Record) {
	api := client.DiscoveryV1().EndpointSlices(namespace)
	known := map[string]*discoveryv1.EndpointSlice{}
	tell := func() {
		now := time.Now()
		for _, service := range services {
			record.leading(service, now, leads(known, service))
		}
	}
	follow(ctx,
		func() (string, error) {
			list, err := api.List(ctx, metav1.ListOptions{})
			if err != nil {
				return "", err
			}
			clear(known)
			for i := range list.Items {
				known[list.Items[i].Name] = &list.Items[i]
			}
			tell()
			return list.ResourceVersion, nil
		},
		func(version string) (watch.Interface, error) {
			return api.Watch(ctx, metav1.ListOptions{ResourceVersion: version})
		},
		func(e watch.Event) {
			slice, ok := e.Object.(*discoveryv1.EndpointSlice)
			if !ok {
				return
			}
			known[slice.Name] = slice
			if e.Type == watch.Deleted {
				delete(known, slice.Name)
			}
			tell()
		})
}

// followPods keeps the record informed of the addresses of a database's pods until the context ends.
func followPods(ctx context.Context, client kubernetes.Interface, namespace, selector string, record *Record) {
	api := client.CoreV1().Pods(namespace)
	known, uids := map[string]string{}, map[string]bool{}
	put := func(pod *corev1.Pod) {
		delete(known, pod.Name)
		if pod.Status.PodIP != "" {
			known[pod.Name] = pod.Status.PodIP
		}
		uids[string(pod.UID)] = true
		record.lived(pod, time.Now())
	}
	tell := func() {
		record.placed(maps.Clone(known))
		record.alive(uids, time.Now())
	}
	follow(ctx,
		func() (string, error) {
			list, err := api.List(ctx, metav1.ListOptions{LabelSelector: selector})
			if err != nil {
				return "", err
			}
			clear(known)
			clear(uids)
			for i := range list.Items {
				put(&list.Items[i])
			}
			tell()
			return list.ResourceVersion, nil
		},
		func(version string) (watch.Interface, error) {
			return api.Watch(ctx, metav1.ListOptions{LabelSelector: selector, ResourceVersion: version})
		},
		func(e watch.Event) {
			pod, ok := e.Object.(*corev1.Pod)
			if !ok {
				return
			}
			put(pod)
			if e.Type == watch.Deleted {
				delete(known, pod.Name)
				delete(uids, string(pod.UID))
			}
			tell()
		})
}

// follow lists, watches from there, and begins anew whenever the watch ends.
func follow(ctx context.Context, list func() (string, error), begin func(version string) (watch.Interface, error), take func(watch.Event)) {
	for ctx.Err() == nil {
		if version, err := list(); err == nil {
			if w, err := begin(version); err == nil {
				drain(ctx, w, take)
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(retryPause):
		}
	}
}

// drain takes the events of a watch until it ends or the context does.
func drain(ctx context.Context, w watch.Interface, take func(watch.Event)) {
	defer w.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case e, open := <-w.ResultChan():
			if !open {
				return
			}
			take(e)
		}
	}
}
