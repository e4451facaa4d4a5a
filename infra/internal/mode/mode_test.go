package mode

import "testing"

type fruit string

func TestCheck(t *testing.T) {
	known := []fruit{"apple", "pear"}
	if err := Check("pear", known); err != nil {
		t.Errorf("a known word is refused: %v", err)
	}
	const want = `must be one of [apple pear], got "plum"`
	if err := Check("plum", known); err == nil || err.Error() != want {
		t.Errorf("an unknown word: got %v, want %s", err, want)
	}
	if err := Check("", known); err == nil {
		t.Error("no word at all is taken")
	}
}
