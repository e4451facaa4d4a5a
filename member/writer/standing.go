package writer

import (
	"slices"
)

// Standing is what a candidate has to know of its own member and of the others.
type Standing struct {
	// Ready tells whether this member may be sent clients.
	Ready bool
	// Ended tells that it will not soon be ready again: mariadbd has ended.
	Ended bool
	// Sending tells that it sends its state to another member, which may take long.
	Sending bool
	// Leaving tells that it is on its way out, and does not stand any more.
	Leaving bool
	// Group are the pods of all members of this member's Primary component, itself included; nil if it is in none, or
	// if its members are not known.
	Group []string
	// Peers are the other members that have answered just now.
	Peers []Peer
	// Members are the pods of all members that the cluster should have.
	Members []string
}

// Peer is another member that answered.
type Peer struct {
	// Pod is the name of its pod.
	Pod string
	// Ordinal is its number, from 0.
	Ordinal int
	// Ready tells whether it may be sent clients.
	Ready bool
	// Leaving tells that it is on its way out.
	Leaving bool
}

// able tells whether the peer can be the writer.
func (p Peer) able() bool { return p.Ready && !p.Leaving }

// peer returns the peer with a pod, and whether it has answered.
func (s Standing) peer(pod string) (Peer, bool) {
	for _, peer := range s.Peers {
		if peer.Pod == pod {
			return peer, true
		}
	}
	return Peer{}, false
}

// successor returns the pod of the peer that comes first among those that can be the writer, or "".
func (s Standing) successor() string {
	var best *Peer
	for i, peer := range s.Peers {
		if peer.able() && (best == nil || peer.Ordinal < best.Ordinal) {
			best = &s.Peers[i]
		}
	}
	if best == nil {
		return ""
	}
	return best.Pod
}

// rank is the number of peers that come before a member among those that can be the writer.
func (s Standing) rank(ordinal int) int {
	rank := 0
	for _, peer := range s.Peers {
		if peer.able() && peer.Ordinal < ordinal {
			rank++
		}
	}
	return rank
}

// without tells whether the member's Primary is known to have gone on without a pod.
func (s Standing) without(pod string) bool {
	return s.Ready && len(s.Group) > 0 && !slices.Contains(s.Group, pod)
}
