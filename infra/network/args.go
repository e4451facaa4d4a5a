package network

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/addresses"
	"github.com/galera-aks/galera-aks/infra/armid"
	"github.com/galera-aks/galera-aks/infra/egress"
	"github.com/galera-aks/galera-aks/infra/network/security"
)

// Args says what a [Network] is. What shapes it is plain Go, known when the program is planned.
type Args struct {
	// ResourceGroup is the name of the resource group of everything in it. Required.
	ResourceGroup pulumi.StringInput
	// Location is the Azure region, such as "westeurope". Required.
	Location string
	// Addresses is the address plan. Required.
	Addresses addresses.Plan
	// Egress is how nodes reach what lies outside. Required.
	Egress egress.Mode
	// NextHop is the address of the appliance that everything going out is sent to: by nodes where Egress is
	// [egress.UserDefinedRouting], and by build agents always. It must be reachable from the virtual network.
	NextHop netip.Addr
	// Application is the network that uses the databases; nil where there is none.
	Application *Application
	// DatabasePorts are the ports that the application may reach at the databases' private addresses. Required with
	// Application.
	DatabasePorts []int
	// Zone is the name of the private DNS zone of the databases' names, such as "db.example.internal". Required.
	Zone string
	// Tags are put on everything that takes them.
	Tags map[string]string
}

// Application is the network that uses the databases. It exists already and stays its owner's, but for one peering in it.
// Its address ranges stand in the address plan.
type Application struct {
	// VirtualNetworkID is the identifier of its virtual network. Required.
	VirtualNetworkID string
	// PeeringName is the name of the peering on its side, where several platforms may have one each; empty means "to-"
	// and the component's name.
	PeeringName string
	// Provider makes the peering on its side where the program's own provider may not, as in another subscription;
	// nil means the program's own.
	Provider pulumi.ProviderResource
}

// mostLabels is how many labels Azure takes in a private DNS zone's name; it wants two at least.
// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftnetwork
const mostLabels = 34

// isZone reports whether Azure takes a name as a private DNS zone's.
func isZone(name string) bool {
	labels := strings.Split(name, ".")
	for _, l := range labels {
		if !label.MatchString(l) {
			return false
		}
	}
	return len(labels) >= 2 && len(labels) <= mostLabels
}

// validate reports everything wrong with the arguments.
func (a *Args) validate() error {
	if a == nil {
		return errors.New("arguments: required, got none")
	}
	var problems []error
	add := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	if a.ResourceGroup == nil {
		add("resourceGroup: required, got none")
	}
	if a.Location == "" {
		add("location: required, got none")
	}
	problems = append(problems, a.Addresses.Problems("addresses")...)
	if err := a.Egress.Validate(); err != nil {
		add("egress: %w", err)
	}
	problems = append(problems, a.nextHopProblems()...)
	problems = append(problems, a.applicationProblems()...)
	if !isZone(a.Zone) {
		add("zone: must be a DNS name of 2 to %d labels in lower case, got %q", mostLabels, a.Zone)
	}
	return errors.Join(problems...)
}

func (a *Args) nextHopProblems() []error {
	var problems []error
	switch {
	case a.NextHop.IsValid() && !a.NextHop.Is4():
		problems = append(problems, fmt.Errorf("nextHop: must be an IPv4 address, got %s", a.NextHop))
	case a.NextHop.IsValid():
	case a.Egress == egress.UserDefinedRouting:
		problems = append(problems, fmt.Errorf("nextHop: required where egress is %s, got none", a.Egress))
	case a.Addresses.HasBuilds():
		problems = append(problems, errors.New(
			"nextHop: required where addresses.builds is set, since build agents fetch from outside and no subnet has "+
				"a way out of its own, got none"))
	}
	return problems
}

func (a *Args) applicationProblems() []error {
	if a.Application == nil {
		return nil
	}
	problems := security.Problems("databasePorts", a.DatabasePorts)
	if len(a.DatabasePorts) == 0 {
		problems = append(problems, errors.New("databasePorts: needs at least one with application, got none"))
	}
	if len(a.Addresses.Applications) == 0 {
		problems = append(problems, errors.New("addresses.applications: needs at least one with application, got none"))
	}
	if _, err := armid.ParseOf(armid.VirtualNetwork, a.Application.VirtualNetworkID); err != nil {
		problems = append(problems, fmt.Errorf("application.virtualNetworkId: %w", err))
	}
	return problems
}
