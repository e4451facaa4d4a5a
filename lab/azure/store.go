package azure

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"sync"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
	"github.com/galera-aks/galera-aks/lab/host"
)

// Store remembers the resources of the stand-in's subscription. It is safe for concurrent use within one process; one
// process at a time may have a file open.
type Store struct {
	mu   sync.Mutex
	path string
	all  map[string]record
}

// record is a resource and whether its effects are still to be made or were cut short.
type record struct {
	Resource
	Unfinished bool `json:"unfinished,omitempty"`
}

// NewStore returns an empty store in memory.
func NewStore() *Store { return &Store{all: map[string]record{}} }

// OpenStore returns the store kept in a file, which is created, with its directory, when something is first written. Every
// change is on disk before it is answered.
func OpenStore(path string) (*Store, error) {
	s := &Store{path: path, all: map[string]record{}}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the Azure stand-in's state: %w", err)
	}
	if err := json.Unmarshal(raw, &s.all); err != nil {
		return nil, fmt.Errorf("reading the Azure stand-in's state in %s: %w", path, err)
	}
	return s, nil
}

// Get returns the resource with an ARM id, compared without regard to case.
func (s *Store) Get(id string) (Resource, bool) {
	r, ok := s.record(id)
	return r.Resource, ok
}

// All returns every resource, ordered by id.
func (s *Store) All() []Resource {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Resource, 0, len(s.all))
	for _, key := range slices.Sorted(maps.Keys(s.all)) {
		out = append(out, s.all[key].Resource)
	}
	return out
}

// Seed puts resources there that no program made, such as the application's network. What is already there is left as it is.
func (s *Store) Seed(resources ...Resource) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range resources {
		if _, there := s.all[arm.Key(r.ID)]; !there {
			s.all[arm.Key(r.ID)] = record{Resource: r}
		}
	}
	return s.save()
}

func (s *Store) record(id string) (record, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.all[arm.Key(id)]
	return r, ok
}

func (s *Store) put(r record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all[arm.Key(r.ID)] = r
	return s.save()
}

func (s *Store) remove(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, arm.Key(id))
	return s.save()
}

// save replaces the file by a new one, so that a crash leaves either the one or the other.
func (s *Store) save() error {
	if s.path == "" {
		return nil
	}
	raw, err := json.MarshalIndent(s.all, "", " ")
	if err != nil {
		return fmt.Errorf("writing the Azure stand-in's state: %w", err)
	}
	if err := host.WriteFile(s.path, raw, 0o600); err != nil {
		return fmt.Errorf("writing the Azure stand-in's state: %w", err)
	}
	return nil
}
