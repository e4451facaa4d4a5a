package markdown

import (
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/review"
)

// clients says what the database's clients will notice.
func (p *page) clients(r review.Review, d review.Database) {
	p.line("\n#### What clients will notice\n")
	switch {
	case d.Before == nil:
		p.line("- Nobody uses it yet.")
		return
	case d.After == nil:
		p.line("- Nobody can connect any more.")
		return
	}
	c := d.Clients(r.Nodes)
	p.handOver(d)
	if d.Restarts() > 0 || r.Nodes.Moves() {
		p.line("- Connections for reading end when their member is restarted; new ones lead to another.")
	}
	p.moved(d, c)
	p.line("- Longest time without an acknowledged write: %s.", gap(c.Gap))
}

func (p *page) handOver(d review.Database) {
	switch n := d.Prediction.HandOvers; {
	case n.Max == 0:
		p.line("- The writes stay where they are: no hand-over.")
	case n.Min == 0 && n.Max == 1:
		p.line("- The writes move once or not at all. If they do, connections for writing end then, and new ones lead to the next writer.")
	case n.Known():
		p.line("- The writes move %s. Connections for writing end then, and new ones lead to the next writer.", times(n.Max))
	default:
		p.line("- The writes move %d to %s. Connections for writing end then, and new ones lead to the next writer.", n.Min, times(n.Max))
	}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// moved says where clients will find the database.
func (p *page) moved(d review.Database, c review.Clients) {
	was, is := d.Before.Access, d.After.Access
	switch {
	case c.Moved && is.Host != "":
		p.line("- Its address becomes another one, %s → %s, and the old one stops working. Clients that go by the name %s find the new one after at most %d s; others must be changed.",
			value(where(was)), value(where(is)), code(is.Host), is.TTL)
	case c.Moved:
		p.line("- Its address becomes another one, %s → %s, and the old one stops working.", value(where(was)), value(where(is)))
	default:
		p.line("- Its address and name stay what they are.")
	}
	if was.Host != is.Host && was.Host != "" {
		p.line("- Its name becomes another one: %s → %s.", value(was.Host), value(is.Host))
	}
	if was.ReadPort != is.ReadPort {
		p.line("- The port for reading becomes another one: %d → %d.", was.ReadPort, is.ReadPort)
	}
}

func where(a review.Access) string {
	if a.Address == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", a.Address, a.Port)
}

func gap(bound time.Duration) string {
	if bound == 0 {
		return "unknown"
	}
	return fmt.Sprintf("at most %g s, which is the bound that the drills hold", bound.Seconds())
}
