package wsrep

import (
	"context"
	"fmt"
)

// Appliers returns the threads, by the numbers that the kernel has for them, with which mariadbd applies what other
// members have written.
func (c *Client) Appliers(ctx context.Context) ([]int, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	rows, err := c.db.QueryContext(ctx, "SELECT TID FROM information_schema.PROCESSLIST WHERE USER = 'system user'")
	if err != nil {
		return nil, fmt.Errorf("asking for the appliers: %w", err)
	}
	defer rows.Close()
	var threads []int
	for rows.Next() {
		var thread int
		if err := rows.Scan(&thread); err != nil {
			return nil, fmt.Errorf("reading the appliers: %w", err)
		}
		threads = append(threads, thread)
	}
	return threads, rows.Err()
}
