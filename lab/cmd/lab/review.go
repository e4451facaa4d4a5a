package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/galera-aks/galera-aks/lab/engine"
	"github.com/galera-aks/galera-aks/lab/environment"
	"github.com/galera-aks/galera-aks/lab/inventory"
	"github.com/galera-aks/galera-aks/review"
	"github.com/galera-aks/galera-aks/review/markdown"
)

// standardOutput is what the flag --review is where no file is named.
const standardOutput = "-"

// runReview writes what changed settings will do to an environment, a page for each of its stacks. A preview that fails gets
// a page too, which says why.
func runReview(ctx context.Context, stack string, settings []engine.Setting, file string) error {
	return onStack(stack, func(r environment.Runner, s *session) error {
		var text strings.Builder
		// What is read by people is the review; the engine's own progress would be in its way.
		r.Out = io.Discard
		foreseen, err := r.Foresee(ctx, stack, settings)
		if err != nil {
			return err
		}
		live := now(ctx, s)
		var failed []error
		for _, f := range foreseen {
			sources, err := f.Sources()
			if err != nil {
				return err
			}
			sources.Live = live
			fmt.Fprintln(&text, markdown.Render(review.Of(sources)))
			failed = append(failed, f.Failed)
		}
		if err := writePage(file, text.String()); err != nil {
			return err
		}
		if errors.Join(failed...) != nil {
			return errors.New("the preview failed, and the review says why")
		}
		return nil
	})
}

func writePage(file, text string) error {
	if file == standardOutput {
		_, err := io.WriteString(os.Stdout, text)
		return err
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return fmt.Errorf("writing the review: %w", err)
	}
	fmt.Println("The review is in", file)
	return nil
}

// now returns what the databases of a region are; nil where there is none, or where it does not say.
func now(ctx context.Context, s *session) *review.Live {
	if s == nil {
		return nil
	}
	status, err := s.region.Status(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "the review does without what the databases are now:", err)
		return nil
	}
	return live(status.Databases)
}

// live puts databases into what a review wants to know of them.
func live(databases []inventory.Database) *review.Live {
	var l review.Live
	for _, d := range databases {
		one := review.LiveDatabase{Name: d.Name, Writer: d.Writer}
		for _, m := range d.Members {
			one.Members = append(one.Members, review.LiveMember{Name: m.Name, State: m.State, Primary: m.Primary, Ready: m.Ready, Outdated: m.Outdated})
		}
		l.Databases = append(l.Databases, one)
	}
	return &l
}

// foresee returns the review of what changed settings would do to the region.
func (s *session) foresee(ctx context.Context, runner environment.Runner, sets []string) (review.Review, error) {
	settings, err := parse(sets)
	if err != nil {
		return review.Review{}, err
	}
	foreseen, err := runner.Foresee(ctx, labEnvironment, settings)
	if err != nil {
		return review.Review{}, err
	}
	// The environment of the region is one stack.
	sources, err := foreseen[0].Sources()
	if err != nil {
		return review.Review{}, err
	}
	sources.Live = now(ctx, s)
	return review.Of(sources), nil
}
