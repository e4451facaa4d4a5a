// Package peers asks the other members for their reports.
package peers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/galera-aks/galera-aks/member/report"
	"github.com/galera-aks/galera-aks/member/state"
)

// answerTime bounds the wait for one peer; a member that does not answer in it counts as not there.
const answerTime = time.Second

// Finder finds the IP addresses at which members may be.
type Finder interface {
	// Find returns the addresses of all members that are there, this one possibly among them.
	Find(ctx context.Context) ([]string, error)
}

// DNS finds members behind a headless Service.
type DNS struct {
	// Host is the Service's full name.
	Host string
}

// Find looks the Service's name up. A name that does not exist (yet) has no members.
func (d DNS) Find(ctx context.Context) ([]string, error) {
	// The final dot keeps the resolver from trying every search domain first.
	addresses, err := net.DefaultResolver.LookupHost(ctx, d.Host+".")
	var failure *net.DNSError
	if errors.As(err, &failure) && failure.IsNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking up the members: %w", err)
	}
	return addresses, nil
}

// Static is a list of addresses that never changes.
type Static []string

// Find returns the list.
func (s Static) Find(context.Context) ([]string, error) { return s, nil }

// Peers asks the other members.
type Peers struct {
	finder Finder
	self   string
	port   int
	client *report.Client
}

// New returns what asks the members that a finder finds, except for the one at the address self, on a port.
func New(finder Finder, self string, port int) *Peers {
	return &Peers{finder: finder, self: self, port: port, client: report.NewClient(answerTime)}
}

// Reports returns the reports of all other members that answer now, by ordinal. An error means that the members could
// not be looked for.
func (p *Peers) Reports(ctx context.Context) ([]state.Report, error) {
	looking, cancel := context.WithTimeout(ctx, 2*answerTime)
	defer cancel()
	addresses, err := p.finder.Find(looking)
	if err != nil {
		return nil, err
	}
	var (
		reports []state.Report
		mu      sync.Mutex
		group   sync.WaitGroup
	)
	for _, address := range addresses {
		if address == p.self {
			continue
		}
		group.Go(func() {
			report, err := p.ask(ctx, address)
			if err != nil {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			reports = append(reports, report)
		})
	}
	group.Wait()
	slices.SortFunc(reports, func(a, b state.Report) int { return a.Ordinal - b.Ordinal })
	return reports, nil
}

func (p *Peers) ask(ctx context.Context, address string) (state.Report, error) {
	report, err := p.client.Ask(ctx, net.JoinHostPort(address, strconv.Itoa(p.port)))
	if err != nil {
		return report, err
	}
	// What a member says of its own address is not needed: it answered at this one.
	report.Address = address
	return report, nil
}
