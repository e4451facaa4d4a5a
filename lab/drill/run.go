package drill

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/galera-aks/galera-aks/lab/drill/watch"
	"github.com/galera-aks/galera-aks/lab/inventory"
	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/review"
	"k8s.io/client-go/kubernetes"
)

// A Run is one run of a drill: what its steps work with, and what they leave.
type Run struct {
	Lab
	// Database is the database as it was before.
	Database inventory.Database

	// foreseen is what the review says of the next change; nil for nothing.
	foreseen *review.Prediction

	api    kubernetes.Interface
	record *watch.Record
	began  time.Time
	// mark is the moment from which times count, marks are all of them.
	mark  time.Time
	marks []time.Time
	// lock keeps figures and misses, which steps may add to from several goroutines.
	lock    sync.Mutex
	figures Figures
	misses  []string
	// transfers counts what was found in the members' logs until counted, by kind.
	transfers map[string]int
	counted   time.Time
	// undo is done at the end, last first.
	undo []func(context.Context)
}

// Mark makes now the moment from which times count, until the next one.
func (r *Run) Mark() {
	r.mark = time.Now()
	r.marks = append(r.marks, r.mark)
}

// Missf notes that something was not as promised.
func (r *Run) Missf(format string, args ...any) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.misses = append(r.misses, fmt.Sprintf(format, args...))
}

// Notef keeps something worth telling.
func (r *Run) Notef(format string, args ...any) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.figures.Notes = append(r.figures.Notes, fmt.Sprintf(format, args...))
}

// Sayf tells what is being done.
func (r *Run) Sayf(format string, args ...any) {
	r.Say(fmt.Sprintf("  %5.1fs ", time.Since(r.began).Seconds()) + fmt.Sprintf(format, args...))
}

// Members names the database's members.
func (r *Run) Members() []string {
	var names []string
	for _, m := range r.Database.Members {
		names = append(names, m.Name)
	}
	return names
}

// Writer names the member that the read-write Service leads to; empty while it leads nowhere.
func (r *Run) Writer() string {
	pods := r.record.Leads(contract.WriterService(r.Database.Name))
	for _, member := range r.Members() {
		if len(pods) > 0 && contract.Pod(member) == pods[0] {
			return member
		}
	}
	return ""
}

// Others names every member but one.
func (r *Run) Others(than string) []string {
	return slices.DeleteFunc(r.Members(), func(name string) bool { return name == than })
}

// ZoneOf names the zone of a member.
func (r *Run) ZoneOf(member string) string {
	for _, m := range r.Database.Members {
		if m.Name == member {
			return m.Zone
		}
	}
	return ""
}

// looked returns what a member's server said last, if it was asked after a moment.
func (r *Run) looked(member string, after time.Time) (watch.Look, bool) {
	look, known := r.record.Pods()[contract.Pod(member)]
	return look, known && look.Asked.After(after)
}
