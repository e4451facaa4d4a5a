package drill

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// rolledSetting is a server setting that the server reads only when it starts.
const rolledSetting = "ft_min_word_len"

func rollSettings() Drill {
	return Drill{
		Name: "roll-settings", Gap: plannedGap, Promise: promiseRolled, Deadline: 10 * time.Minute,
		Shows: "a server setting that cannot be set online is changed: every member is restarted with it, one at a time, the writer last",
		Steps: func(ctx context.Context, r *Run) error {
			r.putBack()
			c, err := r.Change(ctx, "databases[0].settings."+rolledSetting+"=5")
			if err != nil {
				return err
			}
			r.wantRolled(c, incremental)
			return r.wantSetting(ctx, rolledSetting, "5")
		},
	}
}

// putBack has the environment's file count again at the end of the drill.
func (r *Run) putBack() {
	r.Undo(func(ctx context.Context) {
		if err := r.Apply(ctx); err != nil {
			r.Sayf("putting the settings back: %v\n%s", err, r.Said())
		}
	})
}

// wantSetting notes a miss where a member does not have a value of a setting.
func (r *Run) wantSetting(ctx context.Context, name, want string) error {
	for _, member := range r.Members() {
		got, err := r.ask(ctx, member, "SELECT @@"+name)
		if err != nil {
			return err
		}
		if !strings.EqualFold(got, want) {
			r.Missf("%s of %s: must be %s, got %s", name, member, want, got)
		}
	}
	return nil
}

// ask returns the only value that a query on a member gives.
func (r *Run) ask(ctx context.Context, member, query string) (string, error) {
	db, err := r.connect(ctx, member)
	if err != nil {
		return "", err
	}
	defer db.Close()
	var value string
	if err := db.QueryRowContext(ctx, query).Scan(&value); err != nil {
		return "", fmt.Errorf("asking %s: %w", member, err)
	}
	return value, nil
}

func rollImage() Drill {
	return Drill{
		Name: "roll-image", Gap: plannedGap, Promise: promiseRolled, Deadline: 15 * time.Minute,
		Shows: "the image is built anew with a change: every member is restarted with it, one at a time, the writer last",
		Steps: func(ctx context.Context, r *Run) error {
			before, err := r.images(ctx)
			if err != nil {
				return err
			}
			repository, err := r.sourcesWith(fmt.Sprintf("LABEL galera-aks.dev/drill=%q", r.began.Format(time.RFC3339)))
			if err != nil {
				return err
			}
			r.Undo(func(context.Context) { _ = os.RemoveAll(repository) })
			r.putBack()
			r.foresee(ctx, repository)
			c, err := r.changed(ctx, []string{"a further line in the image's Dockerfile"}, func(ctx context.Context) error {
				return r.ApplyFrom(ctx, repository)
			})
			if err != nil {
				return err
			}
			r.wantRolled(c, incremental)
			return r.wantOtherImages(ctx, before)
		},
	}
}

// images returns the image of each member's pod.
func (r *Run) images(ctx context.Context) (map[string]string, error) {
	images := map[string]string{}
	for _, member := range r.Members() {
		pod, err := r.api.CoreV1().Pods(r.Database.Namespace).Get(ctx, contract.Pod(member), metav1.GetOptions{})
		if err != nil {
			return nil, fmt.Errorf("looking for the image of %s: %w", member, err)
		}
		images[member] = pod.Spec.Containers[0].Image
	}
	return images, nil
}

// wantOtherImages notes a miss where a member runs the image that it ran before, or another than the others.
func (r *Run) wantOtherImages(ctx context.Context, before map[string]string) error {
	now, err := r.images(ctx)
	if err != nil {
		return err
	}
	first := now[r.Members()[0]]
	for member, image := range now {
		if image == before[member] || image != first {
			r.Missf("image of %s: must be a new one, the same for all, was %s, is %s", member, before[member], image)
		}
	}
	return nil
}
