package writer

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
)

// Pairs runs a query that answers with two integers in each row.
func (c *Connection) Pairs(ctx context.Context, query string) ([][2]int64, error) {
	rows, err := c.conn.(driver.QueryerContext).QueryContext(ctx, query, nil)
	if err != nil {
		return nil, c.cable.cause(err)
	}
	defer rows.Close()
	var pairs [][2]int64
	for {
		row := make([]driver.Value, 2)
		err := rows.Next(row)
		if errors.Is(err, io.EOF) {
			return pairs, nil
		}
		if err != nil {
			return nil, c.cable.cause(err)
		}
		var pair [2]int64
		for i, value := range row {
			if pair[i], err = integer(value); err != nil {
				return nil, err
			}
		}
		pairs = append(pairs, pair)
	}
}

// integer reads a number, which the driver gives as text or as a number.
func integer(v driver.Value) (int64, error) {
	switch v := v.(type) {
	case int64:
		return v, nil
	case []byte:
		var n int64
		if _, err := fmt.Sscan(string(v), &n); err != nil {
			return 0, fmt.Errorf("reading a number: %w", err)
		}
		return n, nil
	}
	return 0, fmt.Errorf("reading a number: got %T", v)
}
