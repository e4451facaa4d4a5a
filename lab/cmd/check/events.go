package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// An event is a line of `go test -json`.
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
	Elapsed float64
}

// count reads the events of a test run: it shows a line for each package, and everything a failed test has printed. A
// test that shows its progress on lines that begin with "# " is shown as it goes.
func (r *result) count(in io.Reader, out io.Writer) {
	printed := map[string]*strings.Builder{}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Fprintln(out, lines.Text())
			continue
		}
		key := e.Package + " " + e.Test
		switch e.Action {
		case "output", "build-output":
			if strings.HasPrefix(e.Output, "# ") {
				fmt.Fprint(out, e.Output)
			}
			if printed[key] == nil {
				printed[key] = &strings.Builder{}
			}
			printed[key].WriteString(e.Output)
		case "build-fail":
			fmt.Fprint(out, text(printed[key]))
		case "pass", "fail", "skip":
			r.ended(e, text(printed[key]), out)
			delete(printed, key)
		}
	}
}

func text(b *strings.Builder) string {
	if b == nil {
		return ""
	}
	return b.String()
}

// ended takes the end of a test, or of a package, into account.
func (r *result) ended(e event, printed string, out io.Writer) {
	short := strings.TrimPrefix(e.Package, "github.com/galera-aks/galera-aks/")
	if e.Test == "" {
		if e.Action != "skip" {
			fmt.Fprintf(out, "%-4s %-44s %6.1fs\n", e.Action, short, e.Elapsed)
		}
		if e.Action == "fail" {
			fmt.Fprint(out, printed)
			if !r.names(short) {
				r.fail(short)
			}
		}
		return
	}
	switch e.Action {
	case "pass":
		r.passed++
	case "skip":
		r.skipped++
		fmt.Fprintf(out, "skip %s %s: %s", short, e.Test, printed)
	case "fail":
		fmt.Fprintf(out, "FAIL %s %s\n%s", short, e.Test, printed)
		r.fail(short + " " + e.Test)
	}
}

// names reports whether a failure of a package's test is known already.
func (r *result) names(pkg string) bool {
	for _, failure := range r.failures {
		if strings.HasPrefix(failure, pkg+" ") {
			return true
		}
	}
	return false
}
