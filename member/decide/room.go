package decide

import (
	"fmt"

	"github.com/galera-aks/galera-aks/member/state"
)

// margin is what a full state transfer needs besides the data that it brings: the logs that are written meanwhile.
const margin = 20

// cramped tells whether a full state transfer from a Primary would fill this member's volume, and asks for room. Data that
// has to be set aside stays there beside it; any other data is replaced.
func (c situation) cramped(primary []state.Report) (Decision, bool) {
	aside := c.Self.Disk.Class == state.ClassForeign || c.Self.Disk.Class == state.ClassAhead
	if !aside && c.Self.Disk.HasData() {
		return Decision{}, false
	}
	var brings int64
	for _, r := range primary {
		brings = max(brings, r.DataBytes)
	}
	room, beside := c.Self.FreeBytes, ""
	if aside {
		beside = fmt.Sprintf(" beside the data that would be set aside, since the disk is %s: %s", c.Self.Disk.Class, c.Self.Disk.Detail)
	} else {
		room += c.Self.DataBytes
	}
	if c.Self.FreeBytes == 0 || brings+brings/margin <= room {
		return Decision{}, false
	}
	return hold(fmt.Sprintf("a larger disk, or less on it: a full state transfer brings %s, and there is room for %s%s", size(brings), size(room), beside)), true
}

// size writes a number of bytes for people.
func size(bytes int64) string {
	if bytes < 1<<30 {
		return fmt.Sprintf("%d MiB", bytes>>20)
	}
	return fmt.Sprintf("%.1f GiB", float64(bytes)/(1<<30))
}
