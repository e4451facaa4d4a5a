package drill

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/galera-aks/galera-aks/lab/faults"
	"github.com/galera-aks/galera-aks/member/contract"
)

func memberFrozen() Drill {
	return Drill{
		Name: "member-frozen", Gap: zoneGap,
		Shows: "a mariadbd that does not take the writes stops where it is, with its connections open: the others go on, and its supervisor " +
			"deals with it",
		Steps: func(ctx context.Context, r *Run) error { return r.freeze(ctx, r.Others(r.Writer())[0]) },
	}
}

func writerFrozen() Drill {
	return Drill{
		Name: "writer-frozen", Gap: zoneGap,
		Shows: "the same with the writer",
		Steps: func(ctx context.Context, r *Run) error { return r.freeze(ctx, r.Writer()) },
	}
}

// freeze stops a member's server and leaves the rest to its supervisor.
func (r *Run) freeze(ctx context.Context, member string) error {
	r.Mark()
	r.Sayf("%s is frozen", member)
	if err := faults.FreezeMember(r.Region, member); err != nil {
		return err
	}
	if err := errors.Join(r.AwaitOut(ctx, member, back), r.AwaitFull(ctx, diskBack)); err != nil {
		return err
	}
	r.wantNoFull()
	return nil
}

func applierFrozen() Drill {
	return Drill{
		Name: "applier-frozen", Gap: zoneGap,
		Shows: "a member answers and is Synced, but applies nothing any more, so that flow control stops everybody: its supervisor notices and " +
			"starts it anew",
		Steps: func(ctx context.Context, r *Run) error {
			member := r.Others(r.Writer())[0]
			r.Mark()
			unlock, err := r.lockTables(ctx, member)
			if err != nil {
				return err
			}
			defer unlock()
			r.Sayf("%s applies nothing any more", member)
			if err := errors.Join(r.AwaitOut(ctx, member, 3*time.Minute), r.AwaitFull(ctx, diskBack)); err != nil {
				return err
			}
			return nil
		},
	}
}

// lockTables keeps a member from applying: a lock that is held by a session whose last statement was FLUSH TABLES is the
// one that Galera's appliers wait for instead of taking it away.
func (r *Run) lockTables(ctx context.Context, member string) (unlock func(), err error) {
	account, err := r.Region.Account(ctx, r.Database)
	if err != nil {
		return nil, err
	}
	table, err := r.loadTable(ctx, member)
	if err != nil {
		return nil, err
	}
	cmd := r.Kubectl(ctx, "exec", "--stdin", "--namespace", r.Database.Namespace, contract.Pod(member), "--container", contract.ComponentMember, "--",
		"sh", "-c", `MYSQL_PWD=$(cat `+contract.SecretsPath+`/`+contract.SecretRootPassword+`) exec mariadb --user root --socket "$(ls `+contract.RunPath+`/*.sock | head -1)" "$0"`,
		account.Schema)
	input, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	unlock = func() {
		input.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	if _, err := io.WriteString(input, "FLUSH TABLES "+table+" WITH READ LOCK;\n"); err != nil {
		unlock()
		return nil, err
	}
	return unlock, nil
}
