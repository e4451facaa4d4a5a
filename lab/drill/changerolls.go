package drill

import (
	"context"
	"fmt"
	"strings"
	"time"
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
