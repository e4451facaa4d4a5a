package review

import "time"

// Bounds that the drills hold, on the longest time between two acknowledged writes of an application that writes all the
// time.
const (
	// GapHandOver is for a change in which the writes move to another member.
	GapHandOver = time.Second
	// GapUntouched is for a change in which they do not.
	GapUntouched = 200 * time.Millisecond
)

// Clients is what the clients of a database will notice.
type Clients struct {
	// Gap is the most time that they may go without an acknowledged write; 0 where that is not known.
	Gap time.Duration
	// Moved tells that the address that they connect to becomes another one.
	Moved bool
}

// Clients returns what the clients of a database that is there before and after the update will notice.
func (d *Database) Clients(n Nodes) Clients {
	if d.Before == nil || d.After == nil {
		return Clients{}
	}
	was, is := d.Before.Access, d.After.Access
	c := Clients{Gap: GapUntouched, Moved: was.Address != is.Address || was.Port != is.Port}
	if d.Prediction.HandOvers.Max > 0 {
		c.Gap = GapHandOver
	}
	if c.Moved || n.Moves() || d.unwell() {
		c.Gap = 0
	}
	return c
}

// unwell tells that somebody has seen that not every member is Synced now.
func (d *Database) unwell() bool {
	if d.Live == nil {
		return false
	}
	for _, m := range d.Live.Members {
		if !m.Ready {
			return true
		}
	}
	return d.Live.Writer == ""
}
