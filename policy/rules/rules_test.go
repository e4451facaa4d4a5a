package rules

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/galera-aks/galera-aks/internal/golden"
)

// Every rule says all that a reader of a violation, or of the table, needs.
func TestRulesAreWhole(t *testing.T) {
	name, seen := regexp.MustCompile(`^[a-z][a-z0-9-]*[a-z0-9]$`), map[string]bool{}
	for _, r := range All() {
		if !name.MatchString(r.Name) || r.Name == "all" || seen[r.Name] {
			t.Errorf("the name %q: must be a name of its own, in lower case", r.Name)
		}
		seen[r.Name] = true
		if r.Level != Mandatory && r.Level != Advisory {
			t.Errorf("%s has the level %q", r.Name, r.Level)
		}
		for what, text := range map[string]string{"says": r.Says, "why": r.Why, "remedy": r.Remedy} {
			if !strings.HasSuffix(text, ".") || strings.ContainsAny(text, "|\n") {
				t.Errorf("%s: what it %s must be a sentence, got %q", r.Name, what, text)
			}
		}
		if r.Whole() == (len(r.Kinds) > 0) || r.Whole() == (r.one != nil) {
			t.Errorf("%s must look either at resources of some kinds or at whole stacks", r.Name)
		}
		for _, o := range r.Options {
			if o.Name == "" || !strings.HasSuffix(o.Says, ".") {
				t.Errorf("%s: an option must have a name and say what it does, got %+v", r.Name, o)
			}
		}
	}
}

// Where the table of rules is in its document.
const (
	document = "../../docs/policy.md"
	begin    = "<!-- The table is made from the rules: go test ./policy/rules -update -->\n"
	end      = "<!-- The end of the table. -->\n"
)

// The document has the rules as they are.
func TestDocumentHasTheRules(t *testing.T) {
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s must have the marks %q and %q", document, begin, end)
	}
	golden.Check(t, "../"+document, before+begin+"\n"+Table()+"\n"+end+after)
}

// A value is read without a panic whatever it is, and shows no secret.
func TestValues(t *testing.T) {
	v := Of(map[string]any{"a": map[string]any{"b.c": []any{"x", 1.0, true, nil}}, "n": "12", "none": nil})
	v.Plain.(map[string]Value)["s"] = Value{Plain: map[string]Value{"t": Of("hunter2")}, Secret: true}
	v.Plain.(map[string]Value)["u"] = Value{Unknown: true}
	for got, want := range map[string]string{
		v.At("a").Key("b.c").String():                  `["x", 1, true, nothing]`,
		v.At("a.b.c").String():                         "nothing",
		v.At("u.v.w").String():                         "a value that is not known yet",
		v.At("s.t").String():                           "a secret",
		v.At("s").String():                             "an object of t",
		Of(v.At("n").Number()).String():                "12",
		Of(v.At("a").Number() < 1).String():            "false",
		strings.Join(v.At("a").Key("b.c").Texts(), ""): "x",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if !v.At("none").Empty() || !v.At("none").Missing() || v.At("u").Empty() || v.At("u.v").Missing() {
		t.Error("nothing is empty and missing, what is not known is neither")
	}
}

func TestKind(t *testing.T) {
	for kind, want := range map[string]string{
		"azure-native:compute:Disk":                    "compute:Disk",
		"azure-native:compute/v20240302:Disk":          "compute:Disk",
		"azure-native_compute_v20240302:compute:Disk":  "compute:Disk",
		"kubernetes:apps/v1:StatefulSet":               "apps:StatefulSet",
		"kubernetes:rbac.authorization.k8s.io/v1:Role": "rbac.authorization.k8s.io:Role",
		"galera-aks:galera:Cluster":                    "galera:Cluster",
		"other:compute:Disk":                           "other:compute:Disk",
		"nothing":                                      "nothing",
		"random:index/randomPassword:RandomPassword":   "random:index/randomPassword:RandomPassword",
	} {
		if got := (Resource{Type: kind}).Kind(); got != want {
			t.Errorf("%s is %s, want %s", kind, got, want)
		}
	}
}

func TestInternet(t *testing.T) {
	for source, want := range map[string]bool{
		"*": true, "Internet": true, "0.0.0.0/0": true, "203.0.113.7": true, "::/0": true, "8.0.0.0/7": true, "10.0.0.0/7": true,
		"10.0.0.0/8": false, "192.168.1.1": false, "VirtualNetwork": false, "AzureLoadBalancer": false, "": false, "fd00::/8": false,
	} {
		if got := internet(source); got != want {
			t.Errorf("%q: internet %t, want %t", source, got, want)
		}
	}
}
