package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Stacks returns the stacks of an environment, in the order they are run: one, or the platform's and the databases'
// where the environment keeps them apart.
func (c Config) Stacks(environment string) ([]string, error) {
	if _, err := os.Stat(c.File(environment)); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("environment %q: there is no Pulumi.%s.yaml", environment, environment)
		}
		return nil, fmt.Errorf("finding the environment %q: %w", environment, err)
	}
	databases := environment + "-databases"
	if _, err := os.Stat(c.File(databases)); err == nil {
		return []string{environment, databases}, nil
	}
	return []string{environment}, nil
}

// Route gives each setting to the stack whose file has its first name, and to the first stack what none of them has, so
// that the program says of it that it is unknown.
func (c Config) Route(stacks []string, settings []Setting) (map[string][]Setting, error) {
	routed := map[string][]Setting{}
	for _, s := range settings {
		owner := stacks[0]
		for _, stack := range stacks {
			file, err := readFile(c.File(stack))
			if err != nil {
				return nil, err
			}
			has, err := s.hasTop(Project, file)
			if err != nil {
				return nil, err
			}
			if has {
				owner = stack
			}
		}
		routed[owner] = append(routed[owner], s)
	}
	return routed, nil
}
