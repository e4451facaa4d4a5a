package review

import (
	"maps"
	"slices"
)

// Database is what happens to one database.
type Database struct {
	Name string
	// Before and After are the database at the two sides of the update; nil where it is not there.
	Before, After *Cluster
	// Members are all members of both sides, in order.
	Members []MemberChange
	// Prediction is what happens to the members, in order.
	Prediction Prediction
	// Tried tells that image and settings are tried before any member hears of them.
	Tried bool
	// Live is what the database is at the moment; nil where nobody has said.
	Live *LiveDatabase
	// Paths are the properties of the pods that change and have no words of their own.
	Paths []string
}

// MemberChange is what happens to one member.
type MemberChange struct {
	Name string
	// Before and After are the member at the two sides of the update; nil where it is not there.
	Before, After *Member
	// Outdated tells whether its pod will no longer be what it should be, so that the rollout restarts it.
	Outdated Certainty
	// Left tells that it is, or may be, outdated already: a rollout before this one has not come to the end.
	Left bool
}

// moves tells whether the member gets another disk.
func (m MemberChange) moves() bool {
	return m.Before != nil && m.After != nil && m.Before.Disk.Claim != m.After.Disk.Claim
}

// label names a disk as people know it.
func (d Disk) label() string {
	if d.Name != "" {
		return d.Name
	}
	return d.Claim
}

// databases holds the databases of two worlds against each other.
func databases(p Preview, before, after world, live *Live, n Nodes) []Database {
	old, now := before.clusters(), after.clusters()
	names := slices.Collect(maps.Keys(old))
	for name := range now {
		if old[name] == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var all []Database
	for _, name := range names {
		d := Database{Name: name, Before: old[name], After: now[name]}
		if at, known := live.database(name); known && d.Before != nil {
			d.Live = &at
		}
		d.pair()
		d.goOn(p)
		d.Paths = otherPaths(p, d)
		d.Tried = d.After != nil && d.After.check != "" && (d.Before == nil || d.Before.check != d.After.check)
		d.Prediction = d.predict(n)
		all = append(all, d)
	}
	return all
}

// pair holds the members of the two sides against each other.
func (d *Database) pair() {
	at := map[string]*MemberChange{}
	for _, side := range []*Cluster{d.Before, d.After} {
		if side == nil {
			continue
		}
		for i := range side.Members {
			m := &side.Members[i]
			if at[m.Name] == nil {
				at[m.Name] = &MemberChange{Name: m.Name, Outdated: No}
			}
			if side == d.Before {
				at[m.Name].Before = m
			} else {
				at[m.Name].After = m
			}
		}
	}
	for _, m := range at {
		if m.Before != nil && m.After != nil {
			m.Outdated = outdated(m.Before.template, m.After.template)
		}
		d.Members = append(d.Members, *m)
	}
	slices.SortFunc(d.Members, func(a, b MemberChange) int { return ordinal(a.Name) - ordinal(b.Name) })
}

// member returns what happens to a member.
func (d *Database) member(name string) MemberChange {
	for _, m := range d.Members {
		if m.Name == name {
			return m
		}
	}
	return MemberChange{Name: name}
}

// dataBound is the most data that a full transfer can move, in GiB: the smallest of the disks that hold it now. It is 0
// where no size is known.
func (d *Database) dataBound() int {
	if d.Before == nil {
		return 0
	}
	bound := 0
	for _, m := range d.Before.Members {
		if size := m.Disk.SizeGiB; size > 0 && (bound == 0 || size < bound) {
			bound = size
		}
	}
	return bound
}

// Restarts is how many members the rollout restarts.
func (d *Database) Restarts() int { return d.count(KindRestart) }

func (d *Database) count(kind Kind) int {
	n := 0
	for _, s := range d.Prediction.Stages {
		if s.Kind == kind {
			n++
		}
	}
	return n
}
