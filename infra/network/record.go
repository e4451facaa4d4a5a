package network

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"

	"github.com/pulumi/pulumi-azure-native-sdk/privatedns/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// RecordToken is the type of a [Record].
const RecordToken = "galera-aks:network:Record"

// DefaultTTL is how long, in seconds, a resolver may keep a record when its arguments do not say. A database keeps its
// address for its whole life, but a restored or moved one may take another, so this is short.
const DefaultTTL = 30

// Record is the name of a database's private address.
type Record struct {
	pulumi.ResourceState

	// Host is the full name, such as "orders.db.example.internal".
	Host pulumi.StringOutput
}

// RecordArgs says what a [Record] is.
type RecordArgs struct {
	// ResourceGroup is the name of the zone's resource group. Required.
	ResourceGroup pulumi.StringInput
	// Zone is the name of the private DNS zone. Required.
	Zone pulumi.StringInput
	// Name is the record's name inside the zone, one label. Required.
	Name string
	// Address is the private address. Required.
	Address netip.Addr
	// TTL is in seconds, at most 2147483647; 0 means [DefaultTTL].
	TTL int
}

func (a RecordArgs) withDefaults() RecordArgs {
	if a.TTL == 0 {
		a.TTL = DefaultTTL
	}
	return a
}

var label = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

func (a RecordArgs) validate() error {
	var problems []error
	if a.ResourceGroup == nil {
		problems = append(problems, errors.New("resourceGroup: required, got none"))
	}
	if a.Zone == nil {
		problems = append(problems, errors.New("zone: required, got none"))
	}
	if !label.MatchString(a.Name) {
		problems = append(problems, fmt.Errorf(
			"name: must be 1 to 63 lower case letters, digits or inner hyphens, got %q", a.Name))
	}
	if !a.Address.Is4() {
		problems = append(problems, fmt.Errorf("address: must be an IPv4 address, got %s", a.Address))
	}
	if a.TTL < 1 || a.TTL > 1<<31-1 {
		problems = append(problems, fmt.Errorf("ttl: must be from 1 to %d seconds, got %d", 1<<31-1, a.TTL))
	}
	return errors.Join(problems...)
}

// NewRecord makes the name of a database's private address.
func NewRecord(ctx *pulumi.Context, name string, args *RecordArgs, opts ...pulumi.ResourceOption) (*Record, error) {
	if args == nil {
		args = &RecordArgs{}
	}
	a := args.withDefaults()
	if err := a.validate(); err != nil {
		return nil, fmt.Errorf("record %q: %w", name, err)
	}
	r := &Record{}
	if err := ctx.RegisterComponentResource(RecordToken, name, r, opts...); err != nil {
		return nil, fmt.Errorf("registering record %q: %w", name, err)
	}
	set, err := privatedns.NewPrivateRecordSet(ctx, name, &privatedns.PrivateRecordSetArgs{
		ResourceGroupName:     a.ResourceGroup,
		PrivateZoneName:       a.Zone,
		RelativeRecordSetName: pulumi.String(a.Name),
		RecordType:            pulumi.String("A"),
		Ttl:                   pulumi.Float64(float64(a.TTL)),
		ARecords:              privatedns.ARecordArray{&privatedns.ARecordArgs{Ipv4Address: pulumi.String(a.Address.String())}},
	}, pulumi.Parent(r))
	if err != nil {
		return nil, fmt.Errorf("declaring the record of %q: %w", name, err)
	}
	// Written here and not taken from the record set's own output, which ends in a dot and is unknown in a preview.
	r.Host = pulumi.All(a.Zone, set.URN()).ApplyT(func(values []any) string {
		return fmt.Sprintf("%s.%s", a.Name, values[0])
	}).(pulumi.StringOutput)
	if err := ctx.RegisterResourceOutputs(r, pulumi.Map{"host": r.Host}); err != nil {
		return nil, fmt.Errorf("registering the outputs of record %q: %w", name, err)
	}
	return r, nil
}
