package drill

import (
	"bufio"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Kinds of state transfers, as people call them.
const (
	incremental = "IST"
	full        = "SST"
)

// transferLines are what the joiner's side of a state transfer prints at its end.
var transferLines = map[string]string{
	"mariabackup IST completed on joiner": incremental,
	"mariabackup SST completed on joiner": full,
}

// countIn counts the state transfers that a member's log tells of.
func countIn(log string) map[string]int {
	counts := map[string]int{}
	lines := bufio.NewScanner(strings.NewReader(log))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		for text, kind := range transferLines {
			if strings.Contains(lines.Text(), text) {
				counts[kind]++
			}
		}
	}
	return counts
}

// transferText writes counts as the table shows them.
func transferText(counts map[string]int) string {
	var parts []string
	for kind, n := range counts {
		if n == 1 {
			parts = append(parts, kind)
		} else if n > 1 {
			parts = append(parts, fmt.Sprintf("%d %s", n, kind))
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

// countTransfers adds the state transfers of all members since it was last called, or since the drill began.
func (r *Run) countTransfers(ctx context.Context) {
	since := r.counted
	r.counted = time.Now()
	for _, member := range r.Members() {
		for kind, n := range countIn(r.memberLog(ctx, member, since)) {
			r.transfers[kind] += n
		}
	}
}

// memberLog returns what a member's containers, the present one and the one before, have logged since a moment.
func (r *Run) memberLog(ctx context.Context, member string, since time.Time) string {
	var text strings.Builder
	from := metav1.NewTime(since)
	for _, previous := range []bool{true, false} {
		// A container that was never there has no log; that is no problem here.
		raw, err := r.api.CoreV1().Pods(r.Database.Namespace).GetLogs(contract.Pod(member), &corev1.PodLogOptions{
			Container: contract.ComponentMember, SinceTime: &from, Previous: previous,
		}).DoRaw(ctx)
		if err == nil {
			text.Write(raw)
		}
	}
	return text.String()
}
