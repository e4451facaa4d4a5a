// Command platform is a whole Pulumi program that makes a private platform on Azure and one Galera cluster on it, from this
// project's components one by one. It is for teams whose own program has a platform already, or is to have one that
// differs: take the components that you need. Package stacks makes the same from settings alone.
//
//	pulumi stack init test
//	pulumi config set adminGroup 00000000-0000-0000-0000-000000000000
//	pulumi config set image mariadb-galera@sha256:...
//	pulumi up
//
// The API server has a private address, so it runs inside the network or in two steps; docs/pull-requests.md says more.
package main

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(program)
}

func program(ctx *pulumi.Context) error {
	s, err := read(ctx)
	if err != nil {
		return err
	}
	p, err := newPlatform(ctx, s)
	if err != nil {
		return fmt.Errorf("declaring the platform: %w", err)
	}
	database, err := p.newDatabase(ctx, "orders")
	if err != nil {
		return fmt.Errorf("declaring the database: %w", err)
	}
	ctx.Export("address", database.Address)
	ctx.Export("user", database.User)
	ctx.Export("password", database.Password)
	return nil
}

// settings are what the stack says.
type settings struct{ location, adminGroup, image string }

func read(ctx *pulumi.Context) (settings, error) {
	c := config.New(ctx, "")
	s := settings{location: c.Get("location")}
	var err error
	if s.adminGroup, err = c.Try("adminGroup"); err != nil {
		return s, fmt.Errorf("reading the settings: %w", err)
	}
	if s.image, err = c.Try("image"); err != nil {
		return s, fmt.Errorf("reading the settings: %w", err)
	}
	return s, nil
}
