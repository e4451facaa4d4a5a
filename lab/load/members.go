package load

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/galera-aks/galera-aks/lab/inventory"
	"github.com/galera-aks/galera-aks/lab/load/writer"
	"github.com/galera-aks/galera-aks/member/contract"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// spansOf is a query for the ids in a table as spans: within one, an id and its place in the order differ by the same.
const spansOf = "SELECT MIN(id), MAX(id) FROM (SELECT id, id - ROW_NUMBER() OVER (ORDER BY id) AS island FROM %s) numbered GROUP BY island ORDER BY 1"

// A reader looks into the members of a database, each by itself.
type reader struct {
	client   kubernetes.Interface
	dial     writer.Dialer
	database inventory.Database
	target   writer.Target // without an address
	table    string
}

// read asks every member for the ids that it has, until it answers or the context ends.
func (r reader) read(ctx context.Context) (members map[string][]span, unread map[string]string) {
	members, unread = map[string][]span{}, map[string]string{}
	var lock sync.Mutex
	var all sync.WaitGroup
	for _, m := range r.database.Members {
		all.Go(func() {
			spans, err := r.persist(ctx, m.Name)
			lock.Lock()
			defer lock.Unlock()
			if err != nil {
				unread[m.Name] = err.Error()
				return
			}
			members[m.Name] = spans
		})
	}
	all.Wait()
	return members, unread
}

func (r reader) persist(ctx context.Context, member string) ([]span, error) {
	const pause = 500 * time.Millisecond
	for {
		spans, err := r.ask(ctx, member)
		if err == nil {
			return spans, nil
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(pause):
		}
	}
}

// ask reads a member's ids once it has applied all that was committed anywhere before.
func (r reader) ask(ctx context.Context, member string) ([]span, error) {
	const patience = 30 * time.Second // as long as Galera itself waits for that (repl.causal_read_timeout)
	pod, err := r.client.CoreV1().Pods(r.database.Namespace).Get(ctx, contract.Pod(member), metav1.GetOptions{})
	if err != nil {
		return nil, fmt.Errorf("looking for the pod of %s: %w", member, err)
	}
	if pod.Status.PodIP == "" {
		return nil, fmt.Errorf("the pod of %s has no address", member)
	}
	t := r.target
	t.Address = fmt.Sprintf("%s:%d", pod.Status.PodIP, contract.PortSQL)
	c, err := writer.Connect(ctx, t, r.dial, patience)
	if err != nil {
		return nil, fmt.Errorf("connecting to %s: %w", member, err)
	}
	defer c.Hangup()
	if err := c.Exec(ctx, "SET SESSION wsrep_sync_wait=1"); err != nil {
		return nil, fmt.Errorf("asking %s to catch up: %w", member, err)
	}
	pairs, err := c.Pairs(ctx, fmt.Sprintf(spansOf, r.table))
	if writer.NoTable(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading from %s: %w", member, err)
	}
	spans := make([]span, 0, len(pairs))
	for _, pair := range pairs {
		spans = append(spans, span{pair[0], pair[1]})
	}
	return spans, nil
}
