package settings

import (
	"errors"
	"fmt"
	"strings"
)

// A Problem is one thing that is wrong with an environment.
type Problem struct {
	// Key is the path of the setting, such as "databases[0].members".
	Key string
	// Detail says what the setting must be and what was found.
	Detail string
}

// Error returns the problem as one line, key first.
func (p Problem) Error() string { return p.Key + ": " + p.Detail }

// Problems returns the problems in an error, which may be joined and wrapped, in the order in which they were found.
func Problems(err error) []Problem {
	if several, ok := errors.AsType[joined](err); ok {
		var found []Problem
		for _, inner := range several.Unwrap() {
			found = append(found, Problems(inner)...)
		}
		return found
	}
	if problem, ok := errors.AsType[Problem](err); ok {
		return []Problem{problem}
	}
	return nil
}

// joined is an error of several, such as errors.Join makes.
type joined interface {
	error
	Unwrap() []error
}

// problems collects what is wrong, so that a reader sees everything at once.
type problems []Problem

func (p *problems) add(key, format string, args ...any) {
	*p = append(*p, Problem{Key: key, Detail: fmt.Sprintf(format, args...)})
}

// addUnlessUnder adds further problems, except those of keys that already have one: a value that could not be read is
// its default or empty, and what a rule says of that would only mislead.
func (p *problems) addUnlessUnder(further problems) {
	known := *p
	for _, problem := range further {
		if !known.cover(problem.Key) {
			*p = append(*p, problem)
		}
	}
}

func (p problems) cover(key string) bool {
	for _, problem := range p {
		rest, ok := strings.CutPrefix(key, problem.Key)
		if ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return true
		}
	}
	return false
}

func (p problems) err() error {
	all := make([]error, len(p))
	for i, problem := range p {
		all[i] = problem
	}
	return errors.Join(all...)
}
