package review

// goOn finds the members that a rollout before this one has left as they were: their sets have changed already, so that
// the two sides of the update do not tell. Where nobody says what the members are now, any of them may be one.
func (d *Database) goOn(p Preview) {
	if !d.rollsAgain(p) {
		return
	}
	for i := range d.Members {
		m := &d.Members[i]
		switch {
		case m.Before == nil || m.After == nil || m.Outdated != No:
		case d.Live == nil:
			m.Outdated, m.Left = Unknown, true
		case d.Live.outdated(m.Name):
			m.Outdated, m.Left = Yes, true
		}
	}
}

// rollsAgain tells whether the update runs a rollout once more that was begun before: its Job is the one that the state
// has, and not done, or was never written down.
func (d *Database) rollsAgain(p Preview) bool {
	if d.Before == nil || d.After == nil || d.Before.rollout != "" && d.Before.rollout != d.After.rollout {
		return false
	}
	for _, s := range p.Steps {
		if s.URN.Type() == typeJob && s.Op != OpSame && s.New != nil && d.After.owns(s.New) && s.New.meta().Name == d.After.rollout {
			return true
		}
	}
	return false
}

// left names the members that a rollout before this one has left as they were, or may have.
func (d Database) left() []string {
	var names []string
	for _, m := range d.Members {
		if m.Left {
			names = append(names, m.Name)
		}
	}
	return names
}
