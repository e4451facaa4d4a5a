package drill

import "context"

// onlineSettings are settings that servers take over while they run: one that is derived where it is not set, and one
// that is MariaDB's own, written as servers show it.
var onlineSettings = map[string]string{"max_connections": "123", "long_query_time": "2.5"}

func settingsOnline() Drill {
	return Drill{
		Name: "settings-online", Gap: untouchedGap, Promise: promiseUntouched,
		Shows: "server settings that can be set online are changed, and taken back: every member takes them over, and nobody is restarted",
		Steps: func(ctx context.Context, r *Run) error {
			r.putBack()
			before, err := r.settings(ctx)
			if err != nil {
				return err
			}
			var sets []string
			for name, value := range onlineSettings {
				sets = append(sets, "databases[0].settings."+name+"="+value)
			}
			c, err := r.Change(ctx, sets...)
			if err != nil {
				return err
			}
			r.wantUntouched(c)
			if err := r.wantSettings(ctx, onlineSettings); err != nil {
				return err
			}
			// Without settings the environment's file counts again, which sets none of them.
			if c, err = r.Change(ctx); err != nil {
				return err
			}
			r.wantUntouched(c)
			return r.wantSettings(ctx, before)
		},
	}
}

// settings returns what the first member has of the settings that are changed.
func (r *Run) settings(ctx context.Context) (map[string]string, error) {
	values := map[string]string{}
	for name := range onlineSettings {
		value, err := r.ask(ctx, r.Members()[0], "SELECT @@GLOBAL."+name)
		if err != nil {
			return nil, err
		}
		values[name] = value
	}
	return values, nil
}

func (r *Run) wantSettings(ctx context.Context, want map[string]string) error {
	for name, value := range want {
		if err := r.wantSetting(ctx, name, value); err != nil {
			return err
		}
	}
	return nil
}
