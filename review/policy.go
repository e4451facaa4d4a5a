package review

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Violation is something that a policy does not want.
type Violation struct {
	// URN is the resource that it is about; empty where it is about the stack.
	URN URN
	// Policy is the rule's name, and Pack that of the pack it comes from.
	Policy, Pack string
	// Message says what is wrong and what to do.
	Message string
	// Mandatory tells that the update is refused.
	Mandatory bool
}

// Events is what the engine's log of events tells beyond a preview.
type Events struct {
	// Violations are what policies do not want, the mandatory first.
	Violations []Violation
	// Packs are the policy packs that were asked, by name and version.
	Packs map[string]string
	// Failed tells that the engine ended with a failure.
	Failed bool
}

// engineEvent is one line of the log, as far as it matters here.
type engineEvent struct {
	Policy *struct {
		URN         URN    `json:"resourceUrn"`
		Message     string `json:"message"`
		PolicyName  string `json:"policyName"`
		PackName    string `json:"policyPackName"`
		Enforcement string `json:"enforcementLevel"`
	} `json:"policyEvent"`
	Summary *struct {
		PolicyPacks map[string]string `json:"PolicyPacks"`
		Result      string            `json:"result"`
	} `json:"summaryEvent"`
}

// ReadEvents reads what `pulumi preview --event-log FILE` wrote: one event a line. Only there stands what policies say.
func ReadEvents(from io.Reader) (Events, error) {
	var events Events
	decoder := json.NewDecoder(from)
	for {
		var e engineEvent
		if err := decoder.Decode(&e); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return events, fmt.Errorf("reading the events: they must be what `pulumi preview --event-log` writes: %w", err)
		}
		events.take(e)
	}
	slices.SortStableFunc(events.Violations, func(a, b Violation) int {
		if a.Mandatory != b.Mandatory {
			return map[bool]int{true: -1, false: 1}[a.Mandatory]
		}
		return strings.Compare(a.Policy+string(a.URN), b.Policy+string(b.URN))
	})
	return events, nil
}

func (events *Events) take(e engineEvent) {
	if p := e.Policy; p != nil {
		v := Violation{URN: p.URN, Policy: p.PolicyName, Pack: p.PackName, Message: plain(p.Message), Mandatory: p.Enforcement == "mandatory"}
		if !slices.Contains(events.Violations, v) {
			events.Violations = append(events.Violations, v)
		}
	}
	if s := e.Summary; s != nil {
		events.Failed, events.Packs = s.Result == "failed", map[string]string{}
		for name, version := range s.PolicyPacks {
			// A pack that is a file is called "name|local|path".
			name, _, _ = strings.Cut(name, "|")
			events.Packs[name] = version
		}
	}
}

// plain takes the engine's marks of colour, such as "<{%reset%}>", out of a text.
func plain(text string) string {
	for {
		begin := strings.Index(text, "<{%")
		if begin < 0 {
			return strings.TrimSpace(text)
		}
		end := strings.Index(text[begin:], "%}>")
		if end < 0 {
			return strings.TrimSpace(text)
		}
		text = text[:begin] + text[begin+end+len("%}>"):]
	}
}
