package settings_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/galera-aks/galera-aks/stacks/settings"
)

// base is a valid environment of one stack; cases change single keys of it.
const base = `{
	"location": "westeurope",
	"cluster": {"adminGroups": ["11111111-1111-1111-1111-111111111111"]},
	"image": {"reference": "galera-member@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
	"network": {"application": {
		"virtualNetworkId": "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/application/providers/Microsoft.Network/virtualNetworks/application",
		"addressSpaces": ["10.50.0.0/16"]}},
	"databases": [{"name": "orders", "address": "10.60.8.10"}]
}`

// values returns an environment as Pulumi gives it to a program, with changes: paths and JSON.
func values(t *testing.T, environment string, changes map[string]string) map[string]string {
	t.Helper()
	var document any
	if err := json.Unmarshal([]byte(environment), &document); err != nil {
		t.Fatal(err)
	}
	for _, path := range slices.Sorted(maps.Keys(changes)) {
		var value any
		text := changes[path]
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		document = set(document, steps(path), value)
	}
	result := map[string]string{}
	for key, value := range document.(map[string]any) {
		text, plain := value.(string)
		if !plain {
			encoded, err := json.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			text = string(encoded)
		}
		result[key] = text
	}
	return result
}

func steps(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune(".[]", r) })
}

func set(in any, path []string, value any) any {
	if len(path) == 0 {
		return value
	}
	if index, err := strconv.Atoi(path[0]); err == nil {
		list, _ := in.([]any)
		for len(list) <= index {
			list = append(list, nil)
		}
		list[index] = set(list[index], path[1:], value)
		return list
	}
	object, ok := in.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	object[path[0]] = set(object[path[0]], path[1:], value)
	return object
}

func texts(err error) []string {
	var list []string
	for _, problem := range settings.Problems(err) {
		list = append(list, problem.Error())
	}
	return list
}

// rule is one rule: changes that it lets pass, changes that it refuses, and what it says then.
type rule struct {
	name    string
	passes  map[string]string
	refuses map[string]string
	says    string
}

func check(t *testing.T, environment string, rules []rule) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			if _, err := settings.Read("test", values(t, environment, r.passes)); err != nil {
				t.Errorf("should pass: %v", err)
			}
			_, err := settings.Read("test", values(t, environment, r.refuses))
			found := texts(err)
			for _, text := range found {
				if strings.HasPrefix(text, r.says) {
					return
				}
			}
			t.Errorf("wanted %q, got:\n%s", r.says, strings.Join(found, "\n"))
		})
	}
}

type m = map[string]string

func TestDecoding(t *testing.T) {
	check(t, base, []rule{
		{"unknown key", m{"databases[0].storage": `{"sizeGiB": 8}`}, m{"databases[0].storge": `{"sizeGiB": 8}`},
			"databases[0].storge: unknown key (did you mean storage?)"},
		{"unknown top-level key", nil, m{"clutser": `{}`}, "clutser: unknown key (did you mean cluster?)"},
		{"unknown key near nothing", nil, m{"image.flavour": `"x"`}, "image.flavour: unknown key (known are reference, build)"},
		{"object", nil, m{"network": `"10.0.0.0/8"`}, `network: must be an object, got "10.0.0.0/8"`},
		{"list", m{"zones": `[1, 2, "3"]`}, m{"zones": `1`}, "zones: must be a list, got 1"},
		{"whole number", m{"databases[0].members": `"5"`, "cluster.databasePools.max": `4`}, m{"databases[0].members": `"three"`}, `databases[0].members: must be a whole number, got "three"`},
		{"zero is not the default", nil, m{"databases[0].members": `0`}, "databases[0].members: must be at least 1, got 0"},
		{"truth", m{"cluster.privateApi": `"true"`}, m{"cluster.privateApi": `"yes"`}, `cluster.privateApi: must be true or false, got "yes"`},
		{"text", m{"cluster.kubernetesVersion": `1.36`}, m{"cluster.kubernetesVersion": `["1.36"]`}, `cluster.kubernetesVersion: must be text, got ["1.36"]`},
		{"range", nil, m{"network.nodes": `"10.60.0.0"`}, `network.nodes: must be an address range such as 10.60.0.0/22, got "10.60.0.0"`},
		{"address", nil, m{"databases[0].address": `"orders"`}, `databases[0].address: must be an address such as 10.60.8.10, got "orders"`},
		{"memory", m{"databases[0].resources.memory": `"2Gi"`}, m{"databases[0].resources.memory": `"2GB"`},
			`databases[0].resources.memory: must be memory such as "768Mi" or "8Gi", got "2GB"`},
		{"processor time", m{"databases[0].resources.cpu": `0.5`}, m{"databases[0].resources.cpu": `"half"`},
			`databases[0].resources.cpu: must be cores such as "2" or thousandths such as "500m", got "half"`},
		{"null is not given", m{"databases[0].storage": `null`}, m{"location": `""`}, "location: must be the short name"},
	})
}

func TestAllProblemsAtOnce(t *testing.T) {
	_, err := settings.Read("test", values(t, base, m{
		"loaction":                   `"westeurope"`,
		"network.pods":               `"10.60.0.0/16"`,
		"registry.sku":               `"Basic"`,
		"cluster.systemPool.size":    `"Standard_D4ds_v9"`,
		"databases[0].members":       `4`,
		"databases[0].storage.sku":   `"premiumV2_LRS"`,
		"databases[0].settings":      `{"innodb_flush_log_at_trx_comit": 2}`,
		"databases[1]":               `{"name": "Orders", "address": "10.60.8.10"}`,
		"databases[1].storage.gaurd": `"none"`,
	}))
	got := strings.Join(texts(err), "\n")
	for _, want := range []string{
		"loaction: unknown key (did you mean location?)",
		"network.pods: must not overlap addressSpace 10.60.0.0/16, got 10.60.0.0/16",
		"registry.sku: must be Premium for a private registry, got Basic",
		`cluster.systemPool.size: must be a size of the families`,
		"databases[0].members: must be odd (or set allowEven), got 4",
		`databases[0].storage.sku: must be one of PremiumV2_LRS, Premium_LRS, Premium_ZRS, StandardSSD_LRS, StandardSSD_ZRS, got "premiumV2_LRS" (did you mean PremiumV2_LRS?)`,
		"databases[0].settings.innodb_flush_log_at_trx_comit: is not a variable that can be set",
		`databases[1].name: must be 1 to 32 lower-case letters`,
		"databases[1].address: must differ from databases[0].address, got 10.60.8.10 for both",
		"databases[1].storage.gaurd: unknown key (did you mean guard?)",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %q in:\n%s", want, got)
		}
	}
}

// A value that could not be read must not be judged as if it were its default or nothing.
func TestUnreadableValuesAreReportedOnce(t *testing.T) {
	_, err := settings.Read("test", values(t, base, m{"databases[0].address": `"orders"`, "network.loadBalancers": `"here"`}))
	if found := texts(err); len(found) != 2 {
		t.Errorf("wanted one problem for each key, got:\n%s", strings.Join(found, "\n"))
	}
}

func TestDefaults(t *testing.T) {
	s, err := settings.Read("Dev", values(t, base, m{"network.addressSpace": `"10.80.0.0/16"`, "databases[0].address": `"10.80.8.10"`,
		"databases[0].name": `"big-orders"`}))
	if err != nil {
		t.Fatal(err)
	}
	d := s.Databases[0]
	for what, got := range map[string][2]string{
		"layer":         {string(s.Layer), "all"},
		"name":          {s.Name, "galera-dev"},
		"dnsZone":       {s.Network.DNSZone, "galera-dev.internal"},
		"apiServer":     {s.Network.APIServer.String(), "10.80.9.0/28"},
		"loadBalancers": {s.Network.LoadBalancers.String(), "10.80.8.0/27"},
		"namespace":     {d.Namespace, "big-orders"},
		"schema":        {d.Schema, "big_orders"},
		"zones":         {strings.Join(d.Zones, ","), "1,2,3"},
		"sourceRanges":  {d.SourceRanges[0].String(), "10.50.0.0/16"},
		"memory":        {d.Resources.Memory.String(), "4Gi"},
		"zone of 4":     {d.Zone(4), "2"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: got %s, want %s", what, got[0], got[1])
		}
	}
	if !s.Cluster.Private() || !s.Cluster.Protected() || !s.Registry.Protected() || d.Storage.Guard != settings.GuardRetain {
		t.Error("the API server and the disks must be safe by default")
	}
}
