// Package online brings a server that runs to settings that have changed, as far as it can take them over without a
// restart.
package online

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/member/serverconfig"
	"github.com/galera-aks/galera-aks/member/state"
	"github.com/galera-aks/galera-aks/member/wsrep"
)

// Server is a server that runs.
type Server interface {
	// Set runs a statement that sets a variable.
	Set(ctx context.Context, statement string) error
	// Variables returns what the server shows for global variables.
	Variables(ctx context.Context, names ...string) (map[string]string, error)
}

// Files are the two texts that settings are mounted as, see [serverconfig.Server] and [serverconfig.Online].
type Files struct {
	Server, Online string
}

// Hash returns the hash of the text that can be taken over; see [state.Settings].
func (f Files) Hash() string { return serverconfig.Hash(f.Online) }

// rounds is how often what does not hold is tried again: some variables bound others, and the order in which to set them
// depends on the direction.
const rounds = 2

// Take brings a server from the settings that it has, as it was started or last brought to, to those that it should have.
// What an environment has set itself is read back in any case: a server that starts makes something else of a value that
// it does not like. It returns what the server does not take. An error means that the server could not be asked, or that
// the files cannot be read; then everything is worth another try.
func Take(ctx context.Context, server Server, has, should Files) ([]state.Refusal, error) {
	changes, err := todo(has, should)
	if err != nil || len(changes) == 0 {
		return nil, err
	}
	var names []string
	for _, change := range changes {
		names = append(names, change.Variable())
	}
	words := map[string]string{}
	for round := range rounds {
		shown, err := server.Variables(ctx, names...)
		if err != nil {
			return nil, err
		}
		for _, change := range changes {
			if change.Value != "" && change.Holds(shown[change.Variable()]) || change.Value == "" && round > 0 && words[change.Name] == "" {
				continue
			}
			delete(words, change.Name)
			if err := server.Set(ctx, change.Statement()); wsrep.Answers(err) {
				words[change.Name] = err.Error()
			} else if err != nil {
				return nil, err
			}
		}
	}
	shown, err := server.Variables(ctx, names...)
	if err != nil {
		return nil, err
	}
	return refusals(changes, shown, words), nil
}

// todo lists what is to be changed, and what is only to be looked at because an environment has set it itself.
func todo(has, should Files) ([]serverconfig.Change, error) {
	was, err := serverconfig.Wanted(has.Server, has.Online)
	if err != nil {
		return nil, fmt.Errorf("reading the settings that the server has: %w", err)
	}
	wanted, err := serverconfig.Wanted(should.Server, should.Online)
	if err != nil {
		return nil, fmt.Errorf("reading the settings that the server should have: %w", err)
	}
	explicit, err := serverconfig.Wanted("", should.Online)
	if err != nil {
		return nil, fmt.Errorf("reading the settings that the server should have: %w", err)
	}
	changes := was.Changes(wanted)
	for _, change := range (serverconfig.Running{}).Changes(explicit) {
		if change.Value != "" && !slices.Contains(changes, change) {
			changes = append(changes, change)
		}
	}
	return changes, nil
}

func refusals(changes []serverconfig.Change, shown, words map[string]string) []state.Refusal {
	var refused []state.Refusal
	for _, change := range changes {
		said := words[change.Name]
		if said == "" && !change.Holds(shown[change.Variable()]) {
			said = "the server makes " + change.Shown(shown[change.Variable()]) + " of it"
		}
		if said != "" {
			refused = append(refused, state.Refusal{Name: change.Name, Value: change.Value, Words: said})
		}
	}
	slices.SortFunc(refused, func(a, b state.Refusal) int { return strings.Compare(a.Name, b.Name) })
	return refused
}
