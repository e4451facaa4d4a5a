package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"
)

const (
	// patience bounds one request for a token.
	patience = 30 * time.Second
	// again is how soon a request that failed is made once more.
	again = 10 * time.Second
)

// A keeper keeps a fresh token in a file.
type keeper struct {
	source source
	file   string
	every  time.Duration
	say    io.Writer
}

// fetch puts a new token into the file, in one step.
func (k keeper) fetch(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	token, err := k.source.token(ctx)
	if err != nil {
		return err
	}
	part := k.file + ".part"
	if err := os.WriteFile(part, []byte(token), 0o600); err != nil {
		return fmt.Errorf("keeping a token: %w", err)
	}
	if err := os.Rename(part, k.file); err != nil {
		return fmt.Errorf("keeping a token: %w", err)
	}
	return nil
}

// keep renews the token until the context ends. A failure is said and mended by the next try: access tokens that the
// command has already outlive many of these.
func (k keeper) keep(ctx context.Context) {
	wait := k.every
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		wait = k.every
		if err := k.fetch(ctx); err != nil && ctx.Err() == nil {
			fmt.Fprintln(k.say, "federate:", err)
			wait = min(again, k.every)
		}
	}
}
