package supervisor

import (
	"context"
	"sync"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/state"
	"github.com/galera-aks/galera-aks/member/writer"
)

// campaignPause is the time between two times that the candidate is told what is known.
const campaignPause = 100 * time.Millisecond

// campaigning makes the member stand for writer while it is ready.
type campaigning struct {
	cancel  context.CancelFunc
	stopped chan struct{}
}

// stop ends the campaign; it does not give the lease up.
func (c *campaigning) stop() {
	c.cancel()
	<-c.stopped
}

func (s *Supervisor) campaign(ctx context.Context) *campaigning {
	ctx, cancel := context.WithCancel(ctx)
	c := &campaigning{cancel: cancel, stopped: make(chan struct{})}
	var both sync.WaitGroup
	both.Go(func() { s.writer.Run(ctx) })
	both.Go(func() {
		every(ctx, campaignPause, func() {
			s.writer.Observe(s.campaignStanding())
			holds := s.writer.Holds()
			s.board.Update(func(r *state.Report) { r.Writer = holds })
		})
	})
	go func() {
		both.Wait()
		close(c.stopped)
	}()
	return c
}

// campaignStanding is what the candidate has to know.
func (s *Supervisor) campaignStanding() writer.Standing {
	report := s.board.Report()
	standing := writer.Standing{Ready: report.Ready, Ended: !report.Running, Sending: report.Wsrep.State == state.StateDonor, Leaving: report.Draining}
	if primary := s.known.primary(); primary != nil {
		for _, member := range primary.Members {
			standing.Group = append(standing.Group, contract.Pod(member))
		}
	}
	for _, peer := range s.known.peers() {
		standing.Peers = append(standing.Peers, writer.Peer{
			Pod: contract.Pod(peer.Member), Ordinal: peer.Ordinal, Ready: peer.Ready, Leaving: peer.Draining,
		})
	}
	entry, _ := s.known.ledger()
	for ordinal := range entry.Expected {
		standing.Members = append(standing.Members, contract.Pod(contract.Member(s.config.Cluster, ordinal)))
	}
	return standing
}
