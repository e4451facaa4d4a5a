package review

import (
	"slices"
	"strings"
)

// Sources is what is known of an update that is yet to be made. Only Preview is required.
type Sources struct {
	Preview Preview
	// Events are the engine's; without them it is unknown what policies say.
	Events *Events
	// State is the stack's; it helps where the preview leaves out what stays the same.
	State *State
	// Live is what the databases are at the moment.
	Live *Live
}

// Review is what an update of one stack will do.
type Review struct {
	// Stack is the stack's name.
	Stack string
	// Reasons are why the preview failed; Failed tells that it did. What else is told is then only as much as came before.
	Failed  bool
	Reasons []string
	// Partial tells that what stays the same is not known, because the preview leaves it out and no state was given.
	Partial bool
	// Stopped tells that the preview ended too early to foresee anything.
	Stopped bool
	Dangers []Danger
	// Databases are all that are known, changed or not.
	Databases []Database
	// Platform is what happens to what is not part of a database, and Nodes what comes of it for members.
	Platform []Change
	Nodes    Nodes
	// Others are, by database, the changes of objects that have no words of their own.
	Others map[string][]Change
	// Unplaced are changes of parts of databases of which nothing else is known.
	Unplaced []Change
	// Policies is what policies say; nil where that is not known.
	Policies *Events
	// ImageUnknown tells that the members' image is known only once the update has built it.
	ImageUnknown bool
	// Live tells that somebody has said what the databases are now.
	Live bool
}

// Of foresees what an update will do.
func Of(s Sources) Review {
	r := Review{Stack: s.Preview.stack(), Policies: s.Events, Live: s.Live != nil}
	s.Preview = s.Preview.completed(s.State)
	r.fail(s)
	r.Partial = s.State == nil && !tellsSames(s.Preview)
	if r.Stopped {
		return r
	}
	before, after := worlds(s.Preview, s.State)
	r.Platform, r.Nodes = platform(s.Preview), nodes(s.Preview)
	r.Databases = databases(s.Preview, before, after, s.Live, r.Nodes)
	r.Unplaced = unplaced(s.Preview, r.Databases)
	r.Others = others(s.Preview, r.Databases)
	for _, set := range after.of(typeSet) {
		r.ImageUnknown = r.ImageUnknown || set.vague()
	}
	r.Dangers = dangers(s.Preview, r.Databases, r.Nodes)
	return r
}

// fail takes over why the preview failed.
func (r *Review) fail(s Sources) {
	for _, d := range s.Preview.Diagnostics {
		if d.Severity == severityError {
			reason := reason(d.Message)
			if reason != bare && !slices.Contains(r.Reasons, reason) {
				r.Reasons = append(r.Reasons, reason)
			}
		}
	}
	failed := slices.ContainsFunc(s.Preview.Diagnostics, func(d Diagnostic) bool { return d.Severity == severityError })
	refused := s.Events != nil && slices.ContainsFunc(s.Events.Violations, func(v Violation) bool { return v.Mandatory })
	r.Failed = failed || refused || s.Events != nil && s.Events.Failed
	// A program that ends with an error leaves the engine without the rest of its resources; a policy that refuses does not.
	r.Stopped = r.Failed && !refused
}

// bare is what the engine says of a failure when somebody else has said why.
const bare = "preview failed"

// wrapping is what the engine puts around a program's errors.
var wrapping = []string{"error: ", "an unhandled error occurred: ", "1 error occurred:", "* "}

// reason is what the engine, a provider or the program said, without what is wrapped around it.
func reason(message string) string {
	message = plain(message)
	for _, prefix := range wrapping {
		message = strings.TrimSpace(strings.TrimPrefix(message, prefix))
	}
	return message
}

// tellsSames tells whether a preview has what stays the same, besides the stack itself.
func tellsSames(p Preview) bool {
	if len(p.Steps) == 0 {
		return true
	}
	creates := 0
	for _, step := range p.Steps {
		if step.Op == OpSame && !strings.HasPrefix(step.URN.Type(), "pulumi:") {
			return true
		}
		if step.Op == OpCreate {
			creates++
		}
	}
	// Where the whole stack is new, nothing stays the same.
	return p.Steps[0].Op == OpCreate && creates > 0
}

// Changes tells whether the update changes anything.
func (r Review) Changes() bool {
	return len(r.Platform) > 0 || len(r.Unplaced) > 0 || slices.ContainsFunc(r.Databases, r.Touched)
}

// Touched tells whether the update does anything to a database.
func (r Review) Touched(d Database) bool {
	return d.Before == nil || d.After == nil || r.Nodes.Moves() || d.Restarts() > 0 || len(r.Others[d.Name]) > 0 ||
		len(d.Differences()) > 0
}
