package region

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/galera-aks/galera-aks/lab/host"
)

// HostsFile names the hosts file of the application's host. It is how the private DNS zone, which the program links to
// the application's network, is seen from there.
func (r *Region) HostsFile() string { return r.host.Path("application", "hosts") }

func (r *Region) applyRecord(a azure.Resource) error {
	encoded, err := json.Marshal(a.Inputs["aRecords"])
	if err != nil {
		return fmt.Errorf("aRecords: %w", err)
	}
	var records []struct {
		Address string `json:"ipv4Address"`
	}
	if err := json.Unmarshal(encoded, &records); err != nil || len(records) == 0 {
		return fmt.Errorf("aRecords: must hold an address")
	}
	return r.changeHosts(func(hosts map[string]string) { hosts[recordName(a)] = records[0].Address })
}

func (r *Region) removeRecord(a azure.Resource) error {
	return r.changeHosts(func(hosts map[string]string) { delete(hosts, recordName(a)) })
}

// recordName is a record's full name: its ARM id ends in privateDnsZones/ZONE/A/NAME.
func recordName(a azure.Resource) string {
	zone := path.Base(path.Dir(path.Dir(a.ID)))
	return path.Base(a.ID) + "." + zone
}

func (r *Region) changeHosts(change func(map[string]string)) error {
	files.Lock()
	defer files.Unlock()
	hosts, err := r.hosts()
	if err != nil {
		return err
	}
	change(hosts)
	var content bytes.Buffer
	content.WriteString("127.0.0.1 localhost\n")
	for _, name := range slices.Sorted(maps.Keys(hosts)) {
		fmt.Fprintf(&content, "%s %s\n", hosts[name], name)
	}
	return host.WriteFile(r.HostsFile(), content.Bytes(), 0o644)
}

func (r *Region) hosts() (map[string]string, error) {
	hosts := map[string]string{}
	content, err := os.ReadFile(r.HostsFile())
	if errors.Is(err, fs.ErrNotExist) {
		return hosts, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the application's hosts file: %w", err)
	}
	for line := range strings.Lines(string(content)) {
		if address, name, found := strings.Cut(strings.TrimSpace(line), " "); found && name != "localhost" {
			hosts[name] = address
		}
	}
	return hosts, nil
}
