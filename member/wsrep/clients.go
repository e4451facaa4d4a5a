package wsrep

import (
	"context"
	"fmt"

	"github.com/galera-aks/galera-aks/member/serverconfig"
)

// clients are the connections that are neither mariadbd's own, nor a state transfer's, nor this one. Those without a
// row of INNODB_TRX are in no transaction.
const clients = `SELECT p.ID, p.COMMAND = 'Sleep' AND t.trx_id IS NULL
FROM information_schema.PROCESSLIST p LEFT JOIN information_schema.INNODB_TRX t ON t.trx_mysql_thread_id = p.ID
WHERE p.USER NOT IN ('system user', 'event_scheduler', ?) AND p.COMMAND NOT IN ('Daemon', 'Binlog Dump', 'Killed') AND p.ID <> CONNECTION_ID()`

// EndClients ends the clients' connections: those that do nothing just now, or all. It returns how many there are left
// that it did not end.
func (c *Client) EndClients(ctx context.Context, all bool) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	rows, err := c.db.QueryContext(ctx, clients, serverconfig.TransferUser)
	if err != nil {
		return 0, fmt.Errorf("asking for the clients' connections: %w", err)
	}
	left := 0
	var ending []int64
	for rows.Next() {
		var id int64
		var idle bool
		if err := rows.Scan(&id, &idle); err != nil {
			rows.Close()
			return 0, fmt.Errorf("reading the clients' connections: %w", err)
		}
		if all || idle {
			ending = append(ending, id)
		} else {
			left++
		}
	}
	if err := rows.Close(); err != nil {
		return left, fmt.Errorf("reading the clients' connections: %w", err)
	}
	for _, id := range ending {
		// One that has ended by itself meanwhile is an error that does not matter.
		_, _ = c.db.ExecContext(ctx, fmt.Sprintf("KILL CONNECTION %d", id))
	}
	return left, ctx.Err()
}
