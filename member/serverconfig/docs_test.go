package serverconfig

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

const guide = "../../docs/operations.md"

// The guide's table of settings is what this package knows of them.
func TestTheGuideSaysWhenSettingsTakeEffect(t *testing.T) {
	text, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	if table := settingsTable(); !strings.Contains(string(text), table) {
		t.Errorf("%s does not hold this table:\n%s", guide, table)
	}
}

func settingsTable() string {
	var table strings.Builder
	table.WriteString("| takes effect | settings |\n|---|---|\n")
	for _, row := range []struct {
		takes Takes
		words string
	}{
		{AtOnce, "at once, on members that run"},
		{InNewSessions, "at once, for sessions that begin afterwards"},
		{AtRestart, "with a restart: the change rolls"},
	} {
		fmt.Fprintf(&table, "| %s | `%s` |\n", row.words, strings.Join(Settable(row.takes), "`, `"))
	}
	return table.String()
}
