// Package egress names the ways in which a platform's nodes may reach out of their network. It imports no SDK, so
// that settings, network and cluster share one type.
package egress

import "github.com/galera-aks/galera-aks/infra/internal/mode"

// Mode is how nodes reach what lies outside the virtual network.
type Mode string

const (
	// None gives nodes no way out. Azure starts them from the platform's own registry (a network isolated cluster),
	// which needs a private Premium registry with the managed cache rule.
	None Mode = "none"
	// UserDefinedRouting sends everything to a next hop that the team owns, such as a hub's firewall.
	UserDefinedRouting Mode = "userDefinedRouting"
	// LoadBalancer lets nodes out through a public address that Azure manages. Nothing is reachable from outside
	// through it, but it is the weaker mode: use it where no hub exists, for development.
	LoadBalancer Mode = "loadBalancer"
)

// Modes lists every mode, strictest first.
func Modes() []Mode { return []Mode{None, UserDefinedRouting, LoadBalancer} }

// Validate reports a mode that is not one of [Modes].
func (m Mode) Validate() error { return mode.Check(m, Modes()) }
