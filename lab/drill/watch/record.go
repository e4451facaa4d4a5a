package watch

import (
	"slices"
	"sync"
	"time"
)

// A Lead is a time in which a Service led clients to an address.
type Lead struct {
	Service string    `json:"service"`
	Address string    `json:"address"`
	Pod     string    `json:"pod"`
	From    time.Time `json:"from"`
	// Until is zero while it still does.
	Until time.Time `json:"until"`
}

// A Record is everything that was seen. Its methods may be called from several goroutines at once.
type Record struct {
	lock  sync.Mutex
	leads []Lead
	// looks are by address, latest holds the last of each.
	looks  map[string]Timeline
	latest map[string]Look
	// pods are the addresses that the members' pods have now, by pod.
	pods map[string]string
	// lives are the members' pods, in the order in which they were first seen.
	lives []Life
}

// NewRecord returns an empty record.
func NewRecord() *Record {
	return &Record{looks: map[string]Timeline{}, latest: map[string]Look{}, pods: map[string]string{}}
}

// leading takes over where a Service leads now: addresses with their pods.
func (r *Record) leading(service string, now time.Time, addresses map[string]string) {
	r.lock.Lock()
	defer r.lock.Unlock()
	open := map[string]bool{}
	for i := range r.leads {
		l := &r.leads[i]
		if l.Service != service || !l.Until.IsZero() {
			continue
		}
		if addresses[l.Address] != l.Pod {
			l.Until = now
			continue
		}
		open[l.Address] = true
	}
	for address, pod := range addresses {
		if !open[address] {
			r.leads = append(r.leads, Lead{Service: service, Address: address, Pod: pod, From: now})
		}
	}
}

// placed takes over which addresses the members' pods have.
func (r *Record) placed(pods map[string]string) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.pods = pods
}

// looked takes a look into account.
func (r *Record) looked(address string, l Look) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.looks[address] = r.looks[address].add(l)
	r.latest[address] = l
}

// addresses returns every address worth asking: where pods are, and where a Service leads.
func (r *Record) addresses() []string {
	r.lock.Lock()
	defer r.lock.Unlock()
	var list []string
	for _, address := range r.pods {
		list = append(list, address)
	}
	for _, l := range r.leads {
		if l.Until.IsZero() {
			list = append(list, l.Address)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Pods returns what the server in every pod said last, by pod; a pod without an address is not in it.
func (r *Record) Pods() map[string]Look {
	r.lock.Lock()
	defer r.lock.Unlock()
	now := map[string]Look{}
	for pod, address := range r.pods {
		now[pod] = r.latest[address]
	}
	return now
}

// Leads returns the pods that a Service leads to now.
func (r *Record) Leads(service string) []string {
	r.lock.Lock()
	defer r.lock.Unlock()
	var pods []string
	for _, l := range r.leads {
		if l.Service == service && l.Until.IsZero() {
			pods = append(pods, l.Pod)
		}
	}
	slices.Sort(pods)
	return pods
}

// A Snapshot is the record at one moment, for judging and for the files of a drill.
type Snapshot struct {
	At    time.Time           `json:"at"`
	Leads []Lead              `json:"leads"`
	Looks map[string]Timeline `json:"looks"`
	Lives []Life              `json:"lives"`
}

// Snapshot copies the record.
func (r *Record) Snapshot(now time.Time) Snapshot {
	r.lock.Lock()
	defer r.lock.Unlock()
	s := Snapshot{At: now, Leads: slices.Clone(r.leads), Looks: map[string]Timeline{}, Lives: slices.Clone(r.lives)}
	for address, timeline := range r.looks {
		s.Looks[address] = slices.Clone(timeline)
	}
	return s
}
