package random

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"golang.org/x/crypto/bcrypt"
)

const (
	password = tokens.Type("random:index/randomPassword:RandomPassword")
	str      = tokens.Type("random:index/randomString:RandomString")
	uuid     = tokens.Type("random:index/randomUuid:RandomUuid")
	ident    = tokens.Type("random:index/randomId:RandomId")
)

func properties(in map[string]any) resource.PropertyMap { return resource.NewPropertyMapFromMap(in) }

func check(t *testing.T, token tokens.Type, in map[string]any) plugin.CheckResponse {
	t.Helper()
	resp, err := NewProvider().Check(t.Context(), plugin.CheckRequest{Type: token, News: properties(in)})
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

func create(t *testing.T, token tokens.Type, in map[string]any) plugin.CreateResponse {
	t.Helper()
	checked := check(t, token, in)
	if len(checked.Failures) > 0 {
		t.Fatalf("refused: %v", checked.Failures)
	}
	resp, err := NewProvider().Create(t.Context(), plugin.CreateRequest{Type: token, Properties: checked.Properties})
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

func count(s, of string) int {
	n := 0
	for _, c := range s {
		if strings.ContainsRune(of, c) {
			n++
		}
	}
	return n
}

func TestPasswordIsSecretAndFollowsItsRecipe(t *testing.T) {
	resp := create(t, password, map[string]any{"length": 24.0, "minUpper": 3.0, "minSpecial": 5.0, "overrideSpecial": "-_"})
	if !resp.Properties["result"].IsSecret() || !resp.Properties["bcryptHash"].IsSecret() {
		t.Error("the password or its hash is not secret")
	}
	result := resp.Properties["result"].SecretValue().Element.StringValue()
	if len(result) != 24 || count(result, upper) < 3 || count(result, "-_") < 5 || count(result, special) > count(result, "-_") {
		t.Errorf("%q does not follow the recipe", result)
	}
	hash := resp.Properties["bcryptHash"].SecretValue().Element.StringValue()
	if err := bcrypt.CompareHashAndPassword([]byte(hash), []byte(result)); err != nil {
		t.Errorf("hash: %v", err)
	}
	if string(resp.ID) == result {
		t.Error("the password is the id, which no one keeps secret")
	}
	if again := create(t, password, map[string]any{"length": 24.0}); again.Properties["result"].DeepEquals(resp.Properties["result"]) {
		t.Error("drew the same password twice")
	}
}

func TestStringOfOneClass(t *testing.T) {
	resp := create(t, str, map[string]any{"length": 6.0, "upper": false, "special": false, "numeric": false})
	result := resp.Properties["result"].StringValue()
	if count(result, lower) != 6 || string(resp.ID) != result {
		t.Errorf("got %q with id %q, want six lower-case letters and the same id", result, resp.ID)
	}
}

func TestUuidAndID(t *testing.T) {
	id := create(t, uuid, nil).Properties["result"].StringValue()
	if len(id) != 36 || id[14] != '4' || !strings.ContainsRune("89ab", rune(id[19])) {
		t.Errorf("%q is no version 4 UUID", id)
	}
	resp := create(t, ident, map[string]any{"byteLength": 4.0, "prefix": "x-"})
	if hex := resp.Properties["hex"].StringValue(); !strings.HasPrefix(hex, "x-") || len(hex) != 10 {
		t.Errorf("hex %q", hex)
	}
}

func TestRefusals(t *testing.T) {
	cases := map[string]struct {
		in   map[string]any
		want string
	}{
		"no length":           {map[string]any{}, "is required"},
		"too short":           {map[string]any{"length": 3.0, "minUpper": 4.0}, "must be at least 4, got 3"},
		"no class":            {map[string]any{"length": 3.0, "upper": false, "lower": false, "numeric": false, "special": false}, "at least one of"},
		"unknown input":       {map[string]any{"length": 3.0, "size": 3.0}, "not an input"},
		"not known yet is ok": {map[string]any{"length": resource.MakeComputed(resource.NewProperty(""))}, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			failures := check(t, password, c.in).Failures
			switch {
			case c.want == "" && len(failures) > 0:
				t.Errorf("refused: %v", failures)
			case c.want != "" && (len(failures) != 1 || !strings.Contains(failures[0].Reason, c.want)):
				t.Errorf("failures %v, want one that says %q", failures, c.want)
			}
		})
	}
}

func TestPreviewKnowsNothing(t *testing.T) {
	resp, err := NewProvider().Create(t.Context(), plugin.CreateRequest{
		Type: password, Properties: properties(map[string]any{"length": 8.0}), Preview: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	result := resp.Properties["result"]
	if resp.ID != "" || !result.IsSecret() || !result.ContainsUnknowns() {
		t.Errorf("preview gave id %q and result %v", resp.ID, result)
	}
}

func TestEveryChangeReplaces(t *testing.T) {
	diff := func(before, after map[string]any) plugin.DiffResult {
		resp, err := NewProvider().Diff(t.Context(), plugin.DiffRequest{
			Type: password, OldInputs: properties(before), NewInputs: properties(after),
		})
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	same := map[string]any{"length": 8.0, "keepers": map[string]any{"generation": "1"}}
	if d := diff(same, same); d.Changes != plugin.DiffNone {
		t.Errorf("no change gives %v", d)
	}
	d := diff(same, map[string]any{"length": 8.0, "keepers": map[string]any{"generation": "2"}})
	if !d.Replace() || d.DetailedDiff["keepers.generation"].Kind != plugin.DiffUpdateReplace {
		t.Errorf("changed keeper gives %v, want a replacement", d)
	}
}
