package drill

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"github.com/galera-aks/galera-aks/lab/drill/watch"
	"github.com/galera-aks/galera-aks/lab/load"
)

// evidence is what is known about a drill that missed.
type evidence struct {
	Result  Result         `json:"result"`
	Load    load.Result    `json:"load"`
	Verdict watch.Verdict  `json:"verdict"`
	Seen    watch.Snapshot `json:"seen"`
}

// keep writes everything that helps to find out why a drill missed into a folder of its own, and returns its name. What
// cannot be had is left out.
func (r *Run) keep(ctx context.Context, d Drill, e evidence) string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	folder := filepath.Join(r.Folder, r.began.Format("20060102-150405")+"-"+d.Name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		r.Sayf("keeping the evidence: %v", err)
		return ""
	}
	put := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			r.Sayf("keeping the evidence: %v", err)
		}
	}
	if text, err := json.MarshalIndent(e, "", "  "); err == nil {
		put("drill.json", text)
	}
	for _, member := range r.Members() {
		put(member+".log", []byte(r.memberLog(ctx, member, r.began)))
	}
	for name, args := range map[string][]string{
		"objects.txt": {"get", "pods,endpointslices,jobs,pvc,nodes", "-o", "wide"},
		"pods.yaml":   {"get", "pods", "-o", "yaml"},
		"leases.yaml": {"get", "leases", "-o", "yaml"},
		"events.txt":  {"get", "events", "--sort-by=.lastTimestamp"},
	} {
		cmd := r.Kubectl(ctx, append(args, "--namespace", r.Database.Namespace)...)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		_ = cmd.Run()
		put(name, out.Bytes())
	}
	return folder
}
