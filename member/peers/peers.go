// Package peers asks the other members for their reports.
package peers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/signed"
	"github.com/galera-aks/galera-aks/member/state"
)

const (
	// answerTime bounds the wait for one peer; a member that does not answer in it counts as not there.
	answerTime = time.Second
	// reportLimit bounds the size of a report in bytes.
	reportLimit = 1 << 20
)

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

// ErrNotSigned says that whoever answered does not have the members' key.
var ErrNotSigned = errors.New("it is not signed by a member of this cluster")

// Peers asks the other members.
type Peers struct {
	finder Finder
	self   string
	port   int
	keys   signed.Keys
	client http.Client

	mu sync.Mutex
	// last are the addresses that were found last; they serve while DNS is away.
	last []string
}

// New returns what asks the members that a finder finds, except for the one at the address self, on a port. It believes
// what is signed with the members' key.
func New(finder Finder, self string, port int, keys signed.Keys) *Peers {
	return &Peers{finder: finder, self: self, port: port, keys: keys, client: http.Client{
		Timeout:       answerTime,
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Reports returns the reports of all other members that answer now, by ordinal. An error means that the members could
// not be looked for, or that some answers, which are left out, were not to be believed.
func (p *Peers) Reports(ctx context.Context) ([]state.Report, error) {
	addresses, err := p.find(ctx)
	if err != nil {
		return nil, err
	}
	var (
		reports []state.Report
		// impostors are errors worth telling; that a member does not answer is not.
		impostors []error
		mu        sync.Mutex
		group     sync.WaitGroup
	)
	for _, address := range addresses {
		if address == p.self {
			continue
		}
		group.Go(func() {
			report, err := p.ask(ctx, address)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				reports = append(reports, report)
			case errors.Is(err, ErrNotSigned):
				impostors = append(impostors, err)
			}
		})
	}
	group.Wait()
	slices.SortFunc(reports, func(a, b state.Report) int { return a.Ordinal - b.Ordinal })
	return reports, errors.Join(impostors...)
}

// find finds the members' addresses, or where that fails those that were found last.
func (p *Peers) find(ctx context.Context) ([]string, error) {
	looking, cancel := context.WithTimeout(ctx, 2*answerTime)
	defer cancel()
	addresses, err := p.finder.Find(looking)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err == nil {
		p.last = addresses
		return addresses, nil
	}
	if p.last != nil {
		return p.last, nil
	}
	return nil, err
}

// ask asks the member at an address, and believes an answer to this very question only.
func (p *Peers) ask(ctx context.Context, address string) (state.Report, error) {
	var report state.Report
	key, err := p.keys.Key()
	if err != nil {
		return report, err
	}
	url := "http://" + net.JoinHostPort(address, strconv.Itoa(p.port)) + contract.PathState
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return report, fmt.Errorf("asking %s for its report: %w", address, err)
	}
	nonce := signed.Nonce()
	request.Header.Set(signed.HeaderNonce, nonce)
	answer, err := p.client.Do(request)
	if err != nil {
		return report, fmt.Errorf("asking %s for its report: %w", address, err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return report, fmt.Errorf("asking %s for its report: %s", address, answer.Status)
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, reportLimit))
	if err != nil {
		return report, fmt.Errorf("reading the report of %s: %w", address, err)
	}
	if !key.Believes(nonce, text, answer.Header.Get(signed.HeaderSignature)) {
		return report, fmt.Errorf("reading the report of %s: %w", address, ErrNotSigned)
	}
	if err := json.Unmarshal(text, &report); err != nil {
		return report, fmt.Errorf("reading the report of %s: %w", address, err)
	}
	if len(key) > 0 && !same(report.Address, address) {
		// Somebody passes on what a member at another address has said.
		return state.Report{}, fmt.Errorf("reading the report of %s: it is that of the member at %s", address, report.Address)
	}
	return report, nil
}

// same tells whether two texts are one IP address.
func same(a, b string) bool {
	first, err := netip.ParseAddr(a)
	second, other := netip.ParseAddr(b)
	return err == nil && other == nil && first.Unmap() == second.Unmap()
}
