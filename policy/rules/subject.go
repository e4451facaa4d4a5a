package rules

import (
	"fmt"
	"slices"
	"strings"
)

// subject is a resource that a rule looks at, and what the rule finds.
type subject struct {
	Resource
	rule     Rule
	findings []Finding
}

// find notes a violation: which property, what it must be, and what it is.
func (s *subject) find(property, must string, got Value) {
	s.findings = append(s.findings, s.rule.finding(s.Resource, property, must, got.String()))
}

// finding puts a violation into words.
func (r Rule) finding(of Resource, property, must, got string) Finding {
	kind := of.Kind()
	kind = kind[strings.LastIndex(kind, ":")+1:]
	return Finding{URN: of.URN, Message: fmt.Sprintf("%s %s: %s must %s, got %s. %s", kind, of.Name, property, must, got, r.Remedy)}
}

// must wants something of the property at a path. What is not known yet is let pass.
func (s *subject) must(path, must string, holds func(Value) bool) {
	if v := s.Inputs.At(path); !v.Unknown && !holds(v) {
		s.find(path, must, v)
	}
}

// is wants a property to be a boolean.
func (s *subject) is(path string, want bool) {
	s.must(path, fmt.Sprintf("be %t", want), func(v Value) bool { return v.Is(want) })
}

// isNot wants a property not to be a boolean; nothing is fine.
func (s *subject) isNot(path string, unwanted bool) {
	s.must(path, fmt.Sprintf("not be %t", unwanted), func(v Value) bool { return !v.Is(unwanted) })
}

// oneOf wants a property to be one of some texts, whatever their case, as Azure takes them.
func (s *subject) oneOf(path string, texts ...string) {
	s.must(path, "be "+either(texts), func(v Value) bool { return among(v.Text(), texts) })
}

// atLeast wants a property to be a number that is no less.
func (s *subject) atLeast(path string, least int) {
	s.must(path, fmt.Sprintf("be at least %d", least), func(v Value) bool { return v.Number() >= float64(least) })
}

// among reports whether a text is one of some, whatever its case.
func among(text string, texts []string) bool {
	return slices.ContainsFunc(texts, func(one string) bool { return strings.EqualFold(one, text) })
}

// either lists texts.
func either(texts []string) string {
	if len(texts) < 2 {
		return strings.Join(texts, "")
	}
	return strings.Join(texts[:len(texts)-1], ", ") + " or " + texts[len(texts)-1]
}

// stackSubject is a stack that a rule looks at, and what the rule finds.
type stackSubject struct {
	Stack
	rule     Rule
	findings []Finding
}

func (s *stackSubject) find(of Resource, property, must, got string) {
	s.findings = append(s.findings, s.rule.finding(of, property, must, got))
}

// of returns the stack's resources of some kinds.
func (s Stack) of(kinds ...string) []Resource {
	var found []Resource
	for _, r := range s.Resources {
		if slices.Contains(kinds, r.Kind()) {
			found = append(found, r)
		}
	}
	return found
}
