//go:build stage

package stage_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"
)

// cutShort kills `up` in the middle. The first time the next `up` has to clear away what is there, since a user would
// simply try again; the second time `down` has to leave nothing.
func (s *story) cutShort(t *testing.T) {
	must(t, "down")
	s.machine.clean(t)
	killUp(t, "an image is being built", func() bool {
		for _, p := range processes(t) {
			if strings.Contains(p, "buildah") && strings.Contains(p, " build ") {
				return true
			}
		}
		return false
	})
	killUp(t, "a node is booting", func() bool {
		_, err := os.Stat(state("region", "processes", "node-aks-db1d2dsv5-vmss000000.json"))
		return err == nil
	})
	if left := s.machine.left(t); len(left) < 5 {
		t.Errorf("killed while a node was booting, with nothing there to clear away but %v", left)
	}
	r := must(t, "down")
	s.machine.clean(t)
	say("down after a killed up took %.1fs", r.took.Seconds())
}

// killUp starts `up` and kills it, without a chance to tidy up, at a moment.
func killUp(t *testing.T, moment string, reached func() bool) {
	t.Helper()
	var said bytes.Buffer
	cmd := command("up")
	cmd.Stdout, cmd.Stderr = &said, &said
	// What up has started may outlive it with its standard output in hand.
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	began, there := time.Now(), false
	const patience = 2 * time.Minute
	for !there && time.Since(began) < patience {
		select {
		case <-ended:
			t.Fatalf("up has ended before %s:\n%s", moment, &said)
		case <-time.After(5 * time.Millisecond):
			there = reached()
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	<-ended
	if !there {
		t.Fatalf("%s: not within %s:\n%s", moment, patience, &said)
	}
	say("killed up after %.1fs: %s", time.Since(began).Seconds(), moment)
}

func (s *story) up(t *testing.T) {
	r := must(t, "up")
	say("up from nothing took %.1fs", r.took.Seconds())
	r.contains(t,
		// The engine's own progress, of a cluster, of a member and of the rollout.
		"azure-native:containerservice:ManagedCluster", "kubernetes:apps/v1:StatefulSet orders-2 created", "waiting for Job",
		" created\n", "The region is up after",
		// The table and the proof.
		"database orders at 10.60.8.10", "MEMBER", "westeurope-3",
		"proof: a row written to 10.60.8.10 from the application's host", "read on orders-0, read on orders-1, read on orders-2")
}

func (s *story) upAgain(t *testing.T) {
	pods, before := podIDs(t), objects(t)
	r := must(t, "up")
	say("up again took %.1fs", r.took.Seconds())
	if limit := 15 * time.Second; r.took > limit {
		t.Errorf("up again took %s, want at most %s", r.took, limit)
	}
	if !unchanged.MatchString(r.all) {
		t.Errorf("the engine has changed something:\n%s", r.tail())
	}
	same(t, "pods", pods, podIDs(t))
	same(t, "objects", before, objects(t))
	r.contains(t, "proof: a row written")
}

func (s *story) destroy(t *testing.T) {
	r := must(t, "destroy")
	say("destroy took %.1fs", r.took.Seconds())
	now := lookAtMachine(t)
	for _, device := range now.devices {
		if strings.Contains(device, state()) {
			t.Errorf("a disk is left: %s", device)
		}
	}
	for _, p := range processes(t) {
		for _, name := range []string{"kube-apiserver", "etcd", "kubelet", "mariadbd", "coredns", "balancer", "serve"} {
			if strings.Contains(p, name) {
				t.Errorf("a process is left: %s", p)
			}
		}
	}
	status := statusNow(t)
	if len(status.Region.Zones) > 0 || len(status.Databases) > 0 {
		t.Errorf("status: %+v, want neither zones nor databases", status)
	}
	if hosts := must(t, "client", "--", "cat", "/etc/hosts"); strings.Contains(hosts.out, database) {
		t.Errorf("the private DNS record is left: %s", hosts.out)
	}
}

func (s *story) down(t *testing.T) {
	r := must(t, "down")
	say("down took %.1fs", r.took.Seconds())
	s.machine.clean(t)
	if r := lab(t, "status"); r.code == 0 {
		t.Errorf("status without a region: exit code 0\n%s", r.all)
	}
}
