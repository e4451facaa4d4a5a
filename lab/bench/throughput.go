package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/lab/bare"
	"github.com/galera-aks/galera-aks/lab/inventory"
	"github.com/galera-aks/galera-aks/lab/load/writer"
	"github.com/galera-aks/galera-aks/member/contract"
)

// Figures of the row about throughput.
const (
	through = "through the load balancer"
	without = "without Kubernetes"
	ratio   = "ratio"
)

// pairsPerRound is how many times each side is measured in a round. What the machine does besides changes within seconds,
// so that many short pairs tell more than few long ones.
const pairsPerRound = 4

// throughput is the row about durable writes: single rows, each a transaction that is on the disk of the member that takes
// it when it is acknowledged.
func throughput() Row {
	return Row{
		Name: "throughput", Event: fmt.Sprintf("durable single-row inserts on %d connections, beside the same three mariadbd without Kubernetes", burstConnections),
		Region: true,
		Figures: []Figure{
			{Name: through, Unit: PerSecond},
			{Name: without, Unit: PerSecond},
			{Name: ratio, AtLeast: least, ByMedian: true},
		},
		measure: measureThroughput,
	}
}

func measureThroughput(ctx context.Context, l Lab, rounds int) (samples []Sample, err error) {
	status, err := l.Region.Status(ctx)
	if err != nil {
		return nil, err
	}
	d, found := status.Find(l.Database)
	if !found {
		return nil, fmt.Errorf("the region has no database %q, or several and none was named", l.Database)
	}
	l.Say("  starting the same three mariadbd without Kubernetes")
	cluster, err := bare.Start(ctx, l.Region, d)
	if cluster != nil {
		defer func() {
			ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
			defer cancel()
			err = errors.Join(err, cluster.Stop(ending))
		}()
	}
	if err != nil {
		return nil, err
	}
	sides, err := sidesOf(ctx, l, d, cluster)
	if err != nil {
		return nil, err
	}
	for n := range rounds * pairsPerRound {
		s, err := pair(ctx, l, sides, n)
		if err != nil {
			return samples, err
		}
		l.Say(fmt.Sprintf("  %.0f/s and %.0f/s, ratio %.3f", s.Values[through], s.Values[without], s.Values[ratio]))
		samples = append(samples, s)
	}
	return samples, nil
}

// sidesOf finds where to write on either side: the database's private address, and the bare member on the node of the one
// that takes its writes.
func sidesOf(ctx context.Context, l Lab, d inventory.Database, cluster *bare.Cluster) (map[string]writer.Target, error) {
	account, err := l.Region.Account(ctx, d)
	if err != nil {
		return nil, err
	}
	var zone string
	for _, m := range d.Members {
		if m.Name == d.Writer {
			zone = m.Zone
		}
	}
	beside, err := cluster.Target(zone)
	if err != nil {
		return nil, err
	}
	return map[string]writer.Target{
		through: {
			Address: fmt.Sprintf("%s:%d", d.Address, contract.PortSQL),
			User:    account.User, Password: account.Password, Schema: account.Schema,
		},
		without: beside,
	}, nil
}

// pair measures both sides, each first in turn.
func pair(ctx context.Context, l Lab, sides map[string]writer.Target, n int) (Sample, error) {
	order := []string{through, without}
	if n%2 == 1 {
		order = []string{without, through}
	}
	s := Sample{Values: map[string]float64{}}
	for _, side := range order {
		rate, err := burst(ctx, l.Region, sides[side])
		if err != nil {
			return s, fmt.Errorf("writing %s: %w", side, err)
		}
		s.Values[side] = rate
	}
	s.Values[ratio] = s.Values[through] / s.Values[without]
	return s, nil
}
