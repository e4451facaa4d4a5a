package controlplane

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/galera-aks/galera-aks/lab/host"
)

// StartDNS starts the cluster's DNS, unless it runs, waits until it answers and then tells the nodes.
func (c *ControlPlane) StartDNS(ctx context.Context) error {
	if err := c.BeginDNS(); err != nil {
		return err
	}
	caller := c.fabricCaller()
	defer caller.CloseIdleConnections()
	err := c.config.Region.AwaitProcess(ctx, dnsProcess, "the cluster's DNS", func(ctx context.Context) (bool, string, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+dnsReady+"/ready", nil)
		if err != nil {
			return false, "", err
		}
		answer, err := caller.Do(request)
		if err != nil {
			return false, err.Error(), nil
		}
		answer.Body.Close()
		return answer.StatusCode == http.StatusOK, answer.Status, nil
	})
	if err != nil {
		return err
	}
	if err := c.applyDNSEndpoint(ctx, true); err != nil {
		return fmt.Errorf("telling the nodes that the cluster's DNS answers: %w", err)
	}
	return nil
}

// StopDNS takes the cluster's DNS away, which the nodes are told first.
func (c *ControlPlane) StopDNS(ctx context.Context) error {
	if err := c.applyDNSEndpoint(ctx, false); err != nil {
		return fmt.Errorf("telling the nodes that the cluster's DNS is going away: %w", err)
	}
	const grace = 2 * time.Second
	return c.config.Region.Stop(ctx, dnsProcess, grace)
}

// BeginDNS starts the cluster's DNS, unless it runs, without waiting for it.
func (c *ControlPlane) BeginDNS() error {
	config := c.config.Region.Path("Corefile")
	content := corefile(c.authority.kubeconfig(dnsFile), c.config.DNSCacheSeconds)
	if err := host.WriteFile(config, []byte(content), 0o644); err != nil {
		return err
	}
	return c.run(dnsProcess, []string{c.config.CoreDNS, "-conf", config})
}

// KillDNS ends the cluster's DNS at once and tells nobody.
func (c *ControlPlane) KillDNS(ctx context.Context) error {
	return c.config.Region.Stop(ctx, dnsProcess, 0)
}

// DNSRuns tells whether the process of the cluster's DNS runs.
func (c *ControlPlane) DNSRuns() bool {
	_, running := c.config.Region.Running(dnsProcess)
	return running
}

// fabricCaller makes HTTP requests inside the fabric.
func (c *ControlPlane) fabricCaller() *http.Client {
	const patience = 2 * time.Second
	return &http.Client{Timeout: patience, Transport: &http.Transport{DialContext: c.config.Fabric.Dial}}
}
