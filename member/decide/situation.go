package decide

import (
	"fmt"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/member/state"
)

// situation is the facts, with what follows directly from them.
type situation struct {
	Facts
	rules rules
	// uuid is the history that data has to belong to, empty if there is none yet.
	uuid string
	// startless tells that the ledger's last start of a Primary is taken for one that never was.
	startless bool
	// all are this member's report and its peers', by ordinal.
	all []state.Report
}

func newSituation(f Facts, weakened rules) situation {
	c := situation{Facts: f, rules: weakened, uuid: f.RememberedUUID}
	if f.LedgerKnown {
		c.uuid = f.Ledger.Record.UUID
	}
	if c.startGivenUp() {
		c.Ledger.Record, c.startless = c.Ledger.Record.WithoutStart(), true
	}
	c.Self.Disk = c.judge(f.Self)
	c.all = append(c.all, c.Self)
	c.Peers = nil
	for _, peer := range f.Peers {
		if peer.Cluster != f.Self.Cluster || peer.Member == f.Self.Member {
			continue
		}
		peer.Disk = c.judge(peer)
		c.Peers = append(c.Peers, peer)
		c.all = append(c.all, peer)
	}
	slices.SortStableFunc(c.all, func(a, b state.Report) int { return a.Ordinal - b.Ordinal })
	return c
}

// startGivenUp tells whether a person has given up the member that had won the right to start the new Primary, and
// nobody who is there has taken part in it. Then it is not that start that the members' data has to be measured by.
func (c situation) startGivenUp() bool {
	record := c.Ledger.Record
	starter := record.Starter()
	return starter != "" && record.Without(starter) &&
		!slices.ContainsFunc(append(slices.Clone(c.Peers), c.Self), func(r state.Report) bool {
			return r.Epoch == record.Epoch || (r.Member == starter && (r.Running || r.Disk.HasData() || r.Disk.Class == ""))
		})
}

// Judge returns this member's disk as the cluster's history makes it look: foreign or ahead where an inspection can
// only see that there is data.
func Judge(f Facts) state.Disk { return newSituation(f, rules{}).Self.Disk }

func (c situation) judge(r state.Report) state.Disk {
	disk := r.Disk
	switch {
	case disk.Forming && (c.uuid == "" || disk.UUID != c.uuid):
		// Data that was never recorded in the ledger, because its member was interrupted while it created it, is none.
		disk.Class, disk.View = state.ClassPartial, nil
		if c.uuid == "" {
			disk.Class = state.ClassEmpty
		}
		disk.Position = state.Position{Seqno: -1}
	case !disk.HasData() || c.uuid == "":
	case disk.UUID != c.uuid:
		disk.Class, disk.View = state.ClassForeign, nil
		disk.Detail = fmt.Sprintf("it holds the history %s, and the cluster's is %s", disk.UUID, c.uuid)
	case c.LedgerKnown && c.Ledger.Record.Outdated(r.Epoch) && !c.rules.neverOutdated:
		disk.Class, disk.View = state.ClassPartial, nil
		disk.Position = state.Position{Seqno: -1}
		disk.Detail = fmt.Sprintf("it is from before epoch %d, which began from data that one cannot catch up with", c.Ledger.Record.Epoch)
	case c.LedgerKnown && c.Ledger.Record.Ahead(r.Epoch, disk.Seqno) && !c.rules.neverAhead:
		disk.Class, disk.View = state.ClassAhead, nil
		disk.Detail = fmt.Sprintf("it stands at %d of epoch %d, and the cluster went on from before that in epoch %d", disk.Seqno, r.Epoch, c.Ledger.Record.Epoch)
	}
	return disk
}

// lastResort is the situation in which the members of the last Primary whose disks are unsafe count with what their
// storage engines hold. Where a Primary runs they have to take its data in the place of theirs; where none can be any
// more, theirs may be all that is left of the last writes.
func (c situation) lastResort() situation {
	last := c.last()
	counted := func(r state.Report) state.Report {
		engine := r.Disk.Engine
		if r.Disk.Class != state.ClassPartial || !engine.Known() || (last != nil && !slices.Contains(last.Members, r.Member)) {
			return r
		}
		r.Disk.Class, r.Disk.Position = state.ClassCrashed, engine
		r.Disk = c.judge(r)
		return r
	}
	c.Self = counted(c.Self)
	c.Peers, c.all = slices.Clone(c.Peers), slices.Clone(c.all)
	for i := range c.Peers {
		c.Peers[i] = counted(c.Peers[i])
	}
	for i := range c.all {
		c.all[i] = counted(c.all[i])
	}
	return c
}

// report returns a member's report by its name.
func (c situation) report(member string) (state.Report, bool) {
	i := slices.IndexFunc(c.all, func(r state.Report) bool { return r.Member == member })
	if i < 0 {
		return state.Report{}, false
	}
	return c.all[i], true
}

// last returns the newest Primary Component that the ledger or any reported disk tells of, with as many of its members
// named as can be; nil if nobody knows of any. A disk's memory of another history or of another way of this one does
// not count.
func (c situation) last() *state.Component {
	newest := c.named(c.Ledger.Record.View)
	consider := func(told *state.Component) {
		told = c.named(told)
		if told.After(newest) || (told != nil && !newest.After(told) && c.unnamed(told) < c.unnamed(newest)) {
			newest = told
		}
	}
	for _, r := range c.all {
		if r.Disk.Class == state.ClassForeign || r.Disk.Class == state.ClassAhead || r.Epoch > c.Ledger.Record.Epoch {
			continue
		}
		consider(r.Last)
		if view := r.Disk.View; view != nil {
			consider(&state.Component{Epoch: r.Epoch, ID: view.ID, Seq: view.Seq, Members: view.Members})
		}
	}
	return newest
}

// named returns a component with its members called by their names, where those are known.
func (c situation) named(component *state.Component) *state.Component {
	if component == nil {
		return nil
	}
	named := *component
	named.Members = nil
	for _, member := range component.Members {
		named.Members = append(named.Members, c.name(member))
	}
	return &named
}

// unnamed counts a component's members whose names are not known.
func (c situation) unnamed(component *state.Component) int {
	unnamed := 0
	for _, member := range component.Members {
		if !c.isName(member) {
			unnamed++
		}
	}
	return unnamed
}

func (c situation) isName(member string) bool { return strings.HasPrefix(member, c.Self.Cluster+"-") }

// members names the members of a component. One whose name is not known is either somebody who reports or somebody
// who does not, so that all of the latter may be meant.
func (c situation) members(component *state.Component) []string {
	var members []string
	add := func(member string) {
		if !slices.Contains(members, member) {
			members = append(members, member)
		}
	}
	for _, member := range component.Members {
		if c.isName(member) {
			add(member)
			continue
		}
		possible := c.expected()
		if recorded := c.Ledger.Record.View; recorded != nil {
			possible = append(possible, recorded.Members...)
		}
		for _, silent := range possible {
			if _, reports := c.report(silent); !reports && c.isName(silent) {
				add(silent)
			}
		}
	}
	return members
}

// name returns the name of a member that group communication knows under a name of its own, or that one if nobody
// reports it as theirs.
func (c situation) name(member string) string {
	for _, r := range c.all {
		if view := r.Disk.View; view != nil && state.SameMember(view.Self, member) {
			return r.Member
		}
	}
	return member
}

// expected names all members that the cluster should have.
func (c situation) expected() []string {
	var members []string
	for ordinal := range c.Ledger.Expected {
		members = append(members, fmt.Sprintf("%s-%d", c.Self.Cluster, ordinal))
	}
	return members
}

// missing names the expected members that do not report, or do not know yet what their disk holds.
func (c situation) missing() []string {
	return slices.DeleteFunc(c.expected(), func(member string) bool {
		r, reports := c.report(member)
		return reports && r.Disk.Class != ""
	})
}

func names(reports []state.Report) string {
	var members []string
	for _, r := range reports {
		members = append(members, r.Member)
	}
	return strings.Join(members, ", ")
}
