package wsrep

import (
	"context"
	"fmt"
	"strings"
)

// Set runs a statement that sets a variable. An error that is mariadbd's own answer is returned as it is; Answers tells it
// apart.
func (c *Client) Set(ctx context.Context, statement string) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	if _, err := c.db.ExecContext(ctx, statement); err != nil {
		if Answers(err) {
			return err
		}
		return fmt.Errorf("telling mariadbd %q: %w", statement, err)
	}
	return nil
}

// Variables returns what mariadbd shows for global variables, by their names.
func (c *Client) Variables(ctx context.Context, names ...string) (map[string]string, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	arguments := make([]any, len(names))
	for i, name := range names {
		arguments[i] = name
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(names)), ", ")
	values, err := c.pairs(ctx, "SHOW GLOBAL VARIABLES WHERE Variable_name IN ("+marks+")", arguments...)
	if err != nil {
		return nil, fmt.Errorf("asking mariadbd for its variables: %w", err)
	}
	return values, nil
}
