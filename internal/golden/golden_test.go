package golden

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// spy is a test that notes its failures and goes on.
type spy struct {
	testing.TB
	said string
}

func (*spy) Helper() {}

func (s *spy) Errorf(format string, args ...any) { s.said = fmt.Sprintf(format, args...) }

func TestCheck(t *testing.T) {
	defer func(was bool) { *update = was }(*update)
	*update = false
	same, other := &spy{TB: t}, &spy{TB: t}
	Check(same, "example.txt", "accepted\n")
	if same.said != "" {
		t.Errorf("the accepted text is refused: %s", same.said)
	}
	Check(other, "example.txt", "something else\n")
	if !strings.Contains(other.said, "example.txt") || !strings.Contains(other.said, "something else") {
		t.Errorf("another text: said %q, want the file and the difference", other.said)
	}
}

func TestUpdate(t *testing.T) {
	t.Chdir(t.TempDir())
	defer func(was bool) { *update = was }(*update)
	*update = true
	Check(t, "folder/new.txt", "rendered")
	if got, err := os.ReadFile("testdata/folder/new.txt"); err != nil || string(got) != "rendered" {
		t.Errorf("wrote %q (%v), want what was rendered", got, err)
	}
}
