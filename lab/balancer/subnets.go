package balancer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
)

// Subnets are the virtual network's subnets by name.
type Subnets map[string]netip.Prefix

// ReadSubnets reads the subnets from the file in which the region keeps them. No file means no subnets yet.
func ReadSubnets(file string) (Subnets, error) {
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return Subnets{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the subnets: %w", err)
	}
	subnets := Subnets{}
	if err := json.Unmarshal(content, &subnets); err != nil {
		return nil, fmt.Errorf("reading the subnets: %w", err)
	}
	return subnets, nil
}
