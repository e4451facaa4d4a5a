package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/galera-aks/galera-aks/lab/inventory"
)

// prove writes a row into a database from the application's host, through the load balancer, and reads it back on every
// member.
func (s *session) prove(ctx context.Context, d inventory.Database) error {
	token := strings.ToLower(rand.Text())
	write := "CREATE TABLE IF NOT EXISTS lab_proof (token VARCHAR(32) PRIMARY KEY); " +
		"INSERT INTO lab_proof VALUES ('" + token + "'); SELECT @@hostname"
	pod, err := s.ask(ctx, d, "", write)
	if err != nil {
		return fmt.Errorf("proof: writing to %s from the application's host: %w", d.Name, err)
	}
	fmt.Printf("\nproof: a row written to %s from the application's host was taken by the pod %s", d.Address, pod)
	for _, m := range d.Members {
		// The member may be a write set behind: the session waits until it has applied everything that was committed.
		found, err := s.ask(ctx, d, m.Name, "SET SESSION wsrep_sync_wait=1; SELECT COUNT(*) FROM lab_proof WHERE token='"+token+"'")
		if err != nil {
			return fmt.Errorf("proof: reading on %s: %w", m.Name, err)
		}
		if found != "1" {
			return fmt.Errorf("proof: %s does not have the row that was written through %s (count %q)", m.Name, d.Address, found)
		}
		fmt.Printf(", read on %s", m.Name)
	}
	fmt.Println(".")
	return nil
}
