package review

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadEvents(t *testing.T) {
	const log = `{"sequence":1,"policyEvent":{"resourceUrn":"urn:pulumi:lab::galera-aks::a:b:C::c","message":"<{%fg 1%}>make it 4<{%reset%}>\n","policyName":"warned","policyPackName":"galera-aks","enforcementLevel":"advisory"}}
{"sequence":2,"policyEvent":{"message":"too few","policyName":"refused","policyPackName":"galera-aks","enforcementLevel":"mandatory"}}
{"sequence":3,"policyEvent":{"message":"too few","policyName":"refused","policyPackName":"galera-aks","enforcementLevel":"mandatory"}}
{"sequence":4,"summaryEvent":{"PolicyPacks":{"galera-aks|local|/here/galera-policy":"v1.0.0"},"result":"failed"}}
`
	got, err := ReadEvents(strings.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	want := Events{
		Failed: true, Packs: map[string]string{"galera-aks": "v1.0.0"},
		Violations: []Violation{
			{Policy: "refused", Pack: "galera-aks", Message: "too few", Mandatory: true},
			{URN: "urn:pulumi:lab::galera-aks::a:b:C::c", Policy: "warned", Pack: "galera-aks", Message: "make it 4"},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := ReadEvents(strings.NewReader("no log")); err == nil {
		t.Error("no error for what is no log")
	}
}
