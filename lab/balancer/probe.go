package balancer

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
)

// A target is one node seen through one front end's probe.
type target struct {
	service string
	node    netip.Addr
}

// A health is what the probes of a target have shown so far.
type health struct {
	up       bool
	failures int
}

// judge takes one probe's result into account, as Azure does: out after as many failures in a row as the threshold says,
// in after one success.
func (h health) judge(ok bool, p probe) health {
	if ok {
		h.up, h.failures = true, 0
		return h
	}
	if h.failures++; h.failures >= p.threshold {
		h.up = false
	}
	return h
}

// ask probes a node once.
func (p probe) ask(ctx context.Context, node netip.Addr) bool {
	ctx, cancel := context.WithTimeout(ctx, p.interval)
	defer cancel()
	where := net.JoinHostPort(node.String(), fmt.Sprint(p.port))
	if !p.http {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", where)
		if err != nil {
			return false
		}
		conn.Close()
		return true
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+where+"/healthz", nil)
	if err != nil {
		return false
	}
	request.Close = true
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}
