package region

import (
	"maps"
	"slices"
)

// PrivateName returns the name by which the application's host knows an address, or "" where it knows none.
func (r *Region) PrivateName(address string) (string, error) {
	files.Lock()
	defer files.Unlock()
	hosts, err := r.hosts()
	if err != nil {
		return "", err
	}
	for _, name := range slices.Sorted(maps.Keys(hosts)) {
		if hosts[name] == address {
			return name, nil
		}
	}
	return "", nil
}
