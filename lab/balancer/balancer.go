package balancer

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"

	"github.com/galera-aks/galera-aks/lab/host"
)

// Balancer is the running stand-in. It is started inside the fabric's network namespace.
type Balancer struct {
	// Client reaches the cluster's API.
	Client kubernetes.Interface
	// Subnets looks up the virtual network's subnets, which may change.
	Subnets func() (Subnets, error)

	lock    sync.Mutex
	watches map[target]*watch

	rules  string
	routes map[netip.Addr]bool
	said   map[string]string
}

// A watch is the probing of one target.
type watch struct {
	probe  probe
	health health
	stop   context.CancelFunc
}

// round is how often the probes' results become rules.
const round = 250 * time.Millisecond

// Run works until the context ends. Failures are logged and tried again: the API server may be away for long.
func (b *Balancer) Run(ctx context.Context) error {
	b.watches, b.routes, b.said = map[target]*watch{}, map[netip.Addr]bool{}, map[string]string{}
	var frontends []frontend
	var nodes []netip.Addr
	refresh := time.Now()
	ticker := time.NewTicker(round)
	defer ticker.Stop()
	for {
		if !time.Now().Before(refresh) {
			f, n, err := b.look(ctx)
			if err != nil {
				b.say("cluster", err.Error())
			} else {
				frontends, nodes = f, n
				b.say("cluster", "the API server answers")
			}
			refresh = time.Now().Add(time.Second)
		}
		b.watch(ctx, frontends, nodes)
		if err := b.apply(ctx, frontends, nodes); err != nil {
			b.say("rules", err.Error())
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// say logs a line about a subject when it differs from the last one about it.
func (b *Balancer) say(subject, line string) {
	if b.said[subject] != line {
		b.said[subject] = line
		log.Printf("%s: %s", subject, line)
	}
}

// look reads the Services and the nodes, and gives the Services their addresses.
func (b *Balancer) look(ctx context.Context) ([]frontend, []netip.Addr, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	subnets, err := b.Subnets()
	if err != nil {
		return nil, nil, err
	}
	services, err := b.Client.CoreV1().Services("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, nil, fmt.Errorf("listing Services: %w", err)
	}
	var frontends []frontend
	for i := range services.Items {
		s := &services.Items[i]
		if s.Spec.Type != corev1.ServiceTypeLoadBalancer || s.DeletionTimestamp != nil {
			continue
		}
		f, err := frontendOf(s, subnets)
		if err != nil {
			b.say(f.service, err.Error())
			continue
		}
		if err := b.publish(ctx, s, f); err != nil {
			return nil, nil, err
		}
		frontends = append(frontends, f)
	}
	slices.SortFunc(frontends, func(a, b frontend) int { return strings.Compare(a.service, b.service) })
	nodes, err := b.nodes(ctx)
	return frontends, nodes, err
}

// publish writes the address into the Service's status.
func (b *Balancer) publish(ctx context.Context, s *corev1.Service, f frontend) error {
	if in := s.Status.LoadBalancer.Ingress; len(in) == 1 && in[0].IP == f.address.String() {
		return nil
	}
	mode := corev1.LoadBalancerIPModeVIP
	patch, err := json.Marshal(map[string]any{"status": corev1.ServiceStatus{LoadBalancer: corev1.LoadBalancerStatus{
		Ingress: []corev1.LoadBalancerIngress{{IP: f.address.String(), IPMode: &mode}}}}})
	if err != nil {
		return fmt.Errorf("publishing %s of %s: %w", f.address, f.service, err)
	}
	_, err = b.Client.CoreV1().Services(s.Namespace).Patch(ctx, s.Name, types.MergePatchType, patch, metav1.PatchOptions{}, "status")
	if err != nil {
		return fmt.Errorf("publishing %s of %s: %w", f.address, f.service, err)
	}
	b.say(f.service, "has the address "+f.address.String())
	return nil
}

// nodes returns the addresses of the balancer's back ends: every node, ready or not, since only probes judge.
func (b *Balancer) nodes(ctx context.Context) ([]netip.Addr, error) {
	list, err := b.Client.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, fmt.Errorf("listing nodes: %w", err)
	}
	var nodes []netip.Addr
	for _, node := range list.Items {
		for _, a := range node.Status.Addresses {
			if address, err := netip.ParseAddr(a.Address); a.Type == corev1.NodeInternalIP && err == nil {
				nodes = append(nodes, address)
			}
		}
	}
	return nodes, nil
}

// watch keeps one goroutine for each target, which probes it at its own pace: a node that does not answer must not hold
// up the others.
func (b *Balancer) watch(ctx context.Context, frontends []frontend, nodes []netip.Addr) {
	wanted := map[target]probe{}
	for _, f := range frontends {
		for _, node := range nodes {
			wanted[target{f.service, node}] = f.probe
		}
	}
	b.lock.Lock()
	defer b.lock.Unlock()
	for t, w := range b.watches {
		if wanted[t] != w.probe {
			w.stop()
			delete(b.watches, t)
		}
	}
	for t, p := range wanted {
		if _, ok := b.watches[t]; !ok {
			watching, stop := context.WithCancel(ctx)
			w := &watch{probe: p, stop: stop}
			b.watches[t] = w
			go b.keep(watching, t, w)
		}
	}
}

// keep probes one target until its context ends.
func (b *Balancer) keep(ctx context.Context, t target, w *watch) {
	ticker := time.NewTicker(w.probe.interval)
	defer ticker.Stop()
	for {
		ok := w.probe.ask(ctx, t.node)
		b.lock.Lock()
		w.health = w.health.judge(ok, w.probe)
		b.lock.Unlock()
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// up reports whether a target's probe passes.
func (b *Balancer) up(t target) bool {
	b.lock.Lock()
	defer b.lock.Unlock()
	w, ok := b.watches[t]
	return ok && w.health.up
}

// apply makes the rules and routes what the probes say.
func (b *Balancer) apply(ctx context.Context, frontends []frontend, nodes []netip.Addr) error {
	for _, node := range nodes {
		if err := b.route(ctx, node); err != nil {
			return err
		}
	}
	healthy := map[string][]netip.Addr{}
	for _, f := range frontends {
		for _, node := range nodes {
			if b.up(target{f.service, node}) {
				healthy[f.service] = append(healthy[f.service], node)
			}
		}
		b.say(f.service+" back ends", fmt.Sprint(healthy[f.service]))
	}
	rules := ruleset(frontends, healthy)
	if rules == b.rules {
		return nil
	}
	if err := run(ctx, rules, "nft", "-f", "-"); err != nil {
		return err
	}
	b.rules = rules
	return nil
}

// route sends packets that carry a node's mark to the node.
func (b *Balancer) route(ctx context.Context, node netip.Addr) error {
	if b.routes[node] {
		return nil
	}
	number := fmt.Sprint(mark(node))
	if err := run(ctx, "", "ip", "route", "replace", "default", "via", node.String(), "table", number); err != nil {
		return err
	}
	// The rule may be there from before; there must be one only.
	_ = run(ctx, "", "ip", "rule", "del", "fwmark", number, "table", number)
	if err := run(ctx, "", "ip", "rule", "add", "fwmark", number, "table", number); err != nil {
		return err
	}
	b.routes[node] = true
	return nil
}

func run(ctx context.Context, input string, words ...string) error {
	_, err := host.Run(ctx, host.Command{Args: words, Stdin: strings.NewReader(input)})
	return err
}
