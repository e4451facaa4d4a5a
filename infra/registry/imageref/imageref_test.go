package imageref

import (
	"strings"
	"testing"
)

const sum = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func TestParseAndIn(t *testing.T) {
	for text, want := range map[string]string{
		"mariadb-galera@" + sum:                  "own.example/mariadb-galera@" + sum,
		"team/mariadb-galera@" + sum:             "own.example/team/mariadb-galera@" + sum,
		"other.azurecr.io/mariadb-galera@" + sum: "other.azurecr.io/mariadb-galera@" + sum,
		"10.60.10.4:5000/a/b@" + sum:             "10.60.10.4:5000/a/b@" + sum,
	} {
		r, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := r.In("own.example"); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		"", "mariadb-galera", "mariadb-galera:11.8", "mariadb-galera:11.8@" + sum, "Mariadb@" + sum,
		"mariadb-galera@sha256:abc", "mariadb-galera@" + strings.ToUpper(sum), "@" + sum, "a//b@" + sum,
	} {
		if r, err := Parse(text); err == nil {
			t.Errorf("%q: got %+v, want an error", text, r)
		}
	}
}
