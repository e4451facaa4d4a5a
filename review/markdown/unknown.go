package markdown

import "github.com/galera-aks/galera-aks/review"

// unknown lists what the preview could not know.
func (p *page) unknown(r review.Review) {
	var lines []string
	if r.Partial {
		lines = append(lines, "What stays the same: the preview leaves it out (`--show-sames` takes it in), and no exported state was given. Members that are not named here are missing from tables and picture.")
	}
	restarts, full := false, false
	for _, d := range r.Databases {
		if !r.Touched(d) {
			continue
		}
		restarts = restarts || len(d.Prediction.Stages) > 0 && d.Before != nil
		full = full || transfers(d) > 0 && d.Before != nil
	}
	if !r.Live && restarts {
		lines = append(lines, "Who takes the writes now, and whether every member is Synced. The tables assume that all are; a member that is down would be mended first.")
	}
	if full {
		lines = append(lines, "How much data a full state transfer moves, and how long it takes: only the size of the disk is known.")
	}
	if r.ImageUnknown && r.Changes() {
		lines = append(lines, "The digest of the members' image, until the update has built it or looked it up. Who restarts for it is known then.")
	}
	if len(lines) == 0 {
		return
	}
	p.line("\n### Unknown\n")
	for _, line := range lines {
		p.line("- %s", line)
	}
}
