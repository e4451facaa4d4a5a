package watch

import (
	"context"
	"sync"
	"time"

	"k8s.io/client-go/kubernetes"
)

// interval is the time between two questions to one server.
const interval = 150 * time.Millisecond

// Interval is how exact the times in a record are: a change is noticed up to so much later.
func Interval() time.Duration { return interval }

// A Watcher watches one database.
type Watcher struct {
	// API is asked for endpoints and pods.
	API kubernetes.Interface
	// Namespace and Services are the database's; Selector finds its members' pods.
	Namespace string
	Services  []string
	Selector  string
	// Ask asks the server at an address once.
	Ask func(ctx context.Context, address string) Look
}

// Start watches until stop is called, which waits until nothing is asked any more.
func (w Watcher) Start(ctx context.Context) (record *Record, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	record = NewRecord()
	var all sync.WaitGroup
	all.Go(func() { followEndpoints(ctx, w.API, w.Namespace, w.Services, record) })
	all.Go(func() { followPods(ctx, w.API, w.Namespace, w.Selector, record) })
	all.Go(func() { w.askAll(ctx, record) })
	return record, func() { cancel(); all.Wait() }
}

// askAll keeps one goroutine for each address, so that a server that does not answer holds nobody up.
func (w Watcher) askAll(ctx context.Context, record *Record) {
	var all sync.WaitGroup
	defer all.Wait()
	asked := map[string]context.CancelFunc{}
	ticker := time.NewTicker(retryPause)
	defer ticker.Stop()
	for {
		wanted := map[string]bool{}
		for _, address := range record.addresses() {
			wanted[address] = true
			if asked[address] == nil {
				asking, end := context.WithCancel(ctx)
				asked[address] = end
				all.Go(func() { w.askOne(asking, address, record) })
			}
		}
		for address, end := range asked {
			if !wanted[address] {
				end()
				delete(asked, address)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (w Watcher) askOne(ctx context.Context, address string, record *Record) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		if look := w.Ask(ctx, address); ctx.Err() == nil {
			record.looked(address, look)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
