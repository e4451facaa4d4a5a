package drill

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// grownGiB is what the disks of the lab, which have two, grow to.
const grownGiB = 3

func grow() Drill {
	return Drill{
		Name: "grow", Gap: untouchedGap, Promise: promiseUntouched,
		Shows: "every disk grows by half while it is in use: first the disk, then the claim, then the file system; nobody is restarted",
		Steps: func(ctx context.Context, r *Run) error {
			larger := fmt.Sprintf("databases[0].storage.sizeGiB=%d", grownGiB)
			// No disk shrinks again.
			r.Stands(larger)
			c, err := r.Change(ctx, larger)
			if err != nil {
				return err
			}
			if err := r.awaitGrown(ctx); err != nil {
				return err
			}
			r.wantUntouched(c)
			return nil
		},
	}
}

// awaitGrown waits until the claims say that they have grown, and looks at the file systems.
func (r *Run) awaitGrown(ctx context.Context) error {
	err := r.await(ctx, back, "the claims to have grown", func(ctx context.Context) (bool, string, error) {
		claims, err := r.claims(ctx)
		if err != nil {
			return false, err.Error(), nil
		}
		for _, claim := range claims {
			if have := claim.Status.Capacity.Storage().Value(); have < grownGiB<<30 || len(claim.Status.Conditions) > 0 {
				return false, fmt.Sprintf("%s has %d bytes, %v", claim.Name, have, claim.Status.Conditions), nil
			}
		}
		return len(claims) == len(r.Members()), fmt.Sprintf("there are %d claims", len(claims)), nil
	})
	if err != nil {
		return err
	}
	r.Sayf("the claims have grown %.1fs after the change began", time.Since(r.mark).Seconds())
	for _, member := range r.Members() {
		text, err := r.run(ctx, member, "df --output=size --block-size=1M "+contract.VolumePath+" | tail -n 1")
		if err != nil {
			return err
		}
		// A file system takes a part of its disk for itself.
		const least = grownGiB * 1024 * 9 / 10
		if size, err := strconv.Atoi(text); err != nil || size < least {
			r.Missf("file system of %s: must have at least %d MiB, has %s", member, least, text)
		}
	}
	return nil
}

// claims returns the database's claims.
func (r *Run) claims(ctx context.Context) ([]corev1.PersistentVolumeClaim, error) {
	list, err := r.api.CoreV1().PersistentVolumeClaims(r.Database.Namespace).List(ctx, metav1.ListOptions{
		LabelSelector: contract.LabelInstance + "=" + r.Database.Name,
	})
	if err != nil {
		return nil, fmt.Errorf("listing the claims: %w", err)
	}
	return list.Items, nil
}

// run runs a command of the shell in a member's container, and returns what it prints.
func (r *Run) run(ctx context.Context, member, command string) (string, error) {
	cmd := r.Kubectl(ctx, "exec", "--namespace", r.Database.Namespace, contract.Pod(member), "--container", contract.ComponentMember, "--",
		"sh", "-c", command)
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("running %q in %s: %w", command, member, err)
	}
	return strings.TrimSpace(string(out)), nil
}

func replaceFileSystem() Drill {
	return Drill{
		Name: "replace-fs", Gap: plannedGap, Promise: promiseRolled + ", each time", Deadline: 20 * time.Minute,
		Shows: "every disk is replaced by one with another file system, xfs by ext4 and back: each member takes a full transfer, one at a time, " +
			"the writer last",
		Steps: func(ctx context.Context, r *Run) error {
			r.putBack()
			if err := r.replaced(ctx, "ext4", "ext2/ext3", "databases[0].storage.fileSystem=ext4"); err != nil {
				return err
			}
			return r.replaced(ctx, "xfs", "xfs", "databases[0].storage.fileSystem=xfs")
		},
	}
}

// replaced changes the file system, and looks what became of it. A file system is called by the name that `stat` has for it.
func (r *Run) replaced(ctx context.Context, kind, name string, sets ...string) error {
	disks, err := r.disks()
	if err != nil {
		return err
	}
	c, err := r.Change(ctx, sets...)
	if err != nil {
		return err
	}
	r.wantRolled(c, full)
	for _, member := range r.Members() {
		got, err := r.run(ctx, member, "stat -f -c %T "+contract.VolumePath)
		if err != nil {
			return err
		}
		if got != name {
			r.Missf("file system of %s: must be %s, is %s", member, kind, got)
		}
	}
	return r.wantGone(ctx, disks)
}

// wantGone notes a miss where an old disk or an old claim is still there: the lab's guard lets go of them.
func (r *Run) wantGone(ctx context.Context, old []string) error {
	now, err := r.disks()
	if err != nil {
		return err
	}
	for _, disk := range old {
		if slices.Contains(now, disk) {
			r.Missf("the disk %s: must be gone (guard none), is there", disk)
		}
	}
	claims, err := r.claims(ctx)
	if err != nil {
		return err
	}
	if len(claims) != len(r.Members()) {
		r.Missf("claims: must be %d, got %d", len(r.Members()), len(claims))
	}
	return nil
}

// disks names the region's disks, by their ARM ids.
func (r *Run) disks() ([]string, error) {
	records, err := r.Region.Disks().All()
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, record := range records {
		ids = append(ids, record.ID)
	}
	return ids, nil
}
