package signed

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOnlyTheRightAnswerToTheOwnQuestionIsBelieved(t *testing.T) {
	key, nonce, answer := Key("of the members"), Nonce(), []byte(`{"ready":true}`)
	good := key.Sign(nonce, answer)
	tests := []struct {
		name      string
		key       Key
		nonce     string
		answer    string
		signature string
		want      bool
	}{
		{"the answer", key, nonce, string(answer), good, true},
		{"a changed answer", key, nonce, `{"ready":false}`, good, false},
		{"an answer to an earlier question", key, Nonce(), string(answer), good, false},
		{"another cluster's key", Key("of others"), nonce, string(answer), good, false},
		{"no signature", key, nonce, string(answer), "", false},
		{"half a signature", key, nonce, string(answer), good[:32], false},
		{"no question", key, "", string(answer), key.Sign("", answer), false},
		{"a cluster without a key", nil, nonce, string(answer), "", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.key.Believes(test.nonce, []byte(test.answer), test.signature); got != test.want {
				t.Errorf("believed: %v, want %v", got, test.want)
			}
		})
	}
	if signature := key.Sign(strings.Repeat("x", maxNonce+1), answer); signature != "" {
		t.Error("a question of any length is signed")
	}
}

func TestTheKeyIsReadEachTime(t *testing.T) {
	keys := Keys{Path: filepath.Join(t.TempDir(), "peer-key")}
	if key, err := keys.Key(); err != nil || len(key) != 0 {
		t.Errorf("without a file the key is %q (%v)", key, err)
	}
	for _, text := range []string{"first\n", "second"} {
		if err := os.WriteFile(keys.Path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if key, err := keys.Key(); err != nil || string(key) != strings.TrimSpace(text) {
			t.Errorf("the key is %q (%v), want %q", key, err, text)
		}
	}
	if err := os.WriteFile(keys.Path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Key(); err == nil {
		t.Error("an empty file is taken for no key")
	}
}
