package state

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ZeroUUID is what Galera writes where it knows of no state.
const ZeroUUID = "00000000-0000-0000-0000-000000000000"

// Class says what a disk is good for.
type Class string

// The classes of disks.
const (
	// ClassEmpty: there is no data, and there never was.
	ClassEmpty Class = "empty"
	// ClassPartial: there is data without a known position (an unfinished state transfer, or a recovery that failed).
	// It can only be replaced by a state transfer, and is never a candidate for a new Primary.
	ClassPartial Class = "partial"
	// ClassClean: mariadbd was stopped in good order; the position is the one it wrote down.
	ClassClean Class = "clean"
	// ClassCrashed: mariadbd was killed; the position is the one recovered from the storage engine.
	ClassCrashed Class = "crashed"
	// ClassForeign: the data is not this cluster's. It is moved aside, never thrown away.
	ClassForeign Class = "foreign"
	// ClassAhead: the data is this cluster's, and goes on where the cluster's history has taken another way since: it
	// holds writes that the cluster went on without. It is moved aside, never thrown away.
	ClassAhead Class = "ahead"
)

// Position is a point in a cluster's history.
type Position struct {
	// UUID names the history.
	UUID string `json:"uuid"`
	// Seqno is the number of the last write set, -1 if unknown.
	Seqno int64 `json:"seqno"`
}

// Known tells whether the position names a point in a history.
func (p Position) Known() bool { return p.UUID != "" && p.UUID != ZeroUUID && p.Seqno >= 0 }

// String writes the position as mariadbd's --wsrep-start-position takes it, or "unknown".
func (p Position) String() string {
	if !p.Known() {
		return "unknown"
	}
	return fmt.Sprintf("%s:%d", p.UUID, p.Seqno)
}

// ParsePosition reads the form that String writes.
func ParsePosition(text string) (Position, error) {
	uuid, seqno, found := strings.Cut(strings.TrimSpace(text), ":")
	if !found || len(uuid) != len(ZeroUUID) {
		return Position{}, fmt.Errorf("position %q: must be <uuid>:<seqno>", text)
	}
	// MariaDB adds ",domain-server-sequence" where GTIDs are in use.
	seqno, _, _ = strings.Cut(seqno, ",")
	n, err := strconv.ParseInt(seqno, 10, 64)
	if err != nil {
		return Position{}, fmt.Errorf("position %q: reading its seqno: %w", text, err)
	}
	return Position{UUID: uuid, Seqno: n}, nil
}

// Disk is what was found on a member's disk.
type Disk struct {
	// Class says what the disk is good for.
	Class Class `json:"class"`
	// Position is where its data stands; known for clean and crashed disks only.
	Position
	// Engine is where the storage engine stands on a partial disk that Galera calls unsafe, because mariadbd was killed
	// while it changed a table's definition or caught up; unknown on any other.
	Engine Position `json:"engine,omitzero"`
	// Forming tells that this member was creating the cluster's first data on this disk and had not yet recorded that
	// it was done.
	Forming bool `json:"forming,omitempty"`
	// View is the last Primary view that mariadbd recorded, if it did not leave it in good order.
	View *View `json:"view,omitempty"`
	// Detail says in plain words why the disk has its class.
	Detail string `json:"detail,omitempty"`
}

// HasData tells whether the disk holds data with a known position.
func (d Disk) HasData() bool { return d.Class == ClassClean || d.Class == ClassCrashed }

// View is a Primary view as group communication recorded it in gvwstate.dat.
type View struct {
	// Self is the name that group communication had given to this member.
	Self string `json:"self"`
	// ID identifies the view; it is the same on all members that recorded it.
	ID string `json:"id"`
	// Seq numbers views within the life of a group.
	Seq int64 `json:"seq"`
	// Members are the names of all members of the view, this one included, as group communication gave them.
	Members []string `json:"members"`
}

// Has tells whether a member is in the view. mariadbd's group communication counts its starts within the name that it
// has kept from the last view, in the fourth group of its digits, and takes two names that differ only there for one.
func (v View) Has(member string) bool {
	return slices.ContainsFunc(v.Members, func(name string) bool { return SameMember(name, member) })
}

// SameMember tells whether two names that group communication has given, such as View.Self, belong to one member.
func SameMember(a, b string) bool { return constant(a) == constant(b) }

// constant returns the part of a name that does not change from one start to the next.
func constant(name string) string {
	groups := strings.Split(name, "-")
	if len(name) != len(ZeroUUID) || len(groups) != 5 {
		return name
	}
	return strings.Join(append(groups[:3:3], groups[4]), "-")
}

// Component is a Primary Component: a view, told in the names that people and the ledger use.
type Component struct {
	// Epoch is the epoch in which the component existed.
	Epoch int64 `json:"epoch"`
	// ID identifies the view, as View.ID does.
	ID string `json:"id"`
	// Seq numbers views within an epoch, as View.Seq does.
	Seq int64 `json:"seq"`
	// Members are the members' names, such as "orders-0". Where a name is not known, what group communication calls the
	// member stands in its place.
	Members []string `json:"members"`
}

// After tells whether a component came later than another, which may be nil.
func (c *Component) After(other *Component) bool {
	switch {
	case c == nil:
		return false
	case other == nil:
		return true
	case c.Epoch != other.Epoch:
		return c.Epoch > other.Epoch
	}
	return c.Seq > other.Seq
}
