// Package report asks a member for its report, as the other members, the rollout and people do.
package report

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/state"
)

// sizeLimit bounds the size of a report in bytes.
const sizeLimit = 1 << 20

// Client asks members over HTTP.
type Client struct{ http http.Client }

// NewClient returns a client that gives each member so long to answer. Its connections are not kept: pods come and go,
// and a new one may have an old one's address.
func NewClient(patience time.Duration) *Client {
	return &Client{http: http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}}
}

// Ask asks the supervisor at an address, "HOST:PORT", for its report.
func (c *Client) Ask(ctx context.Context, address string) (state.Report, error) {
	var report state.Report
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+contract.PathState, nil)
	if err != nil {
		return report, fmt.Errorf("asking %s for its report: %w", address, err)
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return report, fmt.Errorf("asking %s for its report: %w", address, err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return report, fmt.Errorf("asking %s for its report: it answers %s", address, answer.Status)
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, sizeLimit)).Decode(&report); err != nil {
		return report, fmt.Errorf("reading the report of %s: %w", address, err)
	}
	return report, nil
}
