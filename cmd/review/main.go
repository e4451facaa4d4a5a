// Command review writes what an update will do to the databases, as Markdown for a pull request. It reads what
// `pulumi preview --json --show-sames` prints.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/galera-aks/galera-aks/review"
	"github.com/galera-aks/galera-aks/review/markdown"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return
		}
		fmt.Fprintln(os.Stderr, "review:", err)
		os.Exit(1)
	}
}

// files are the files that the flags name.
type files struct{ events, state, live, out string }

// run writes the review of what the arguments name.
func run(args []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("review", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		fmt.Fprint(out, "Usage: review [flags] [PREVIEW.json]\n\n"+
			"Writes what an update will do, as Markdown. PREVIEW.json is what `pulumi preview --json --show-sames` printed;\n"+
			"without it, or with -, standard input is read.\n\n")
		flags.PrintDefaults()
	}
	var f files
	flags.StringVar(&f.events, "events", "", "`file` that `pulumi preview --event-log` wrote: what policies say stands only there")
	flags.StringVar(&f.state, "state", "", "`file` that `pulumi stack export` wrote: what stays the same, where the preview leaves it out")
	flags.StringVar(&f.live, "live", "", "`file` that `bin/lab status --json` wrote: what the databases are now")
	flags.StringVar(&f.out, "out", "", "`file` to write to; default standard output")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 1 {
		return fmt.Errorf("one preview at a time, got %d", flags.NArg())
	}
	sources, err := read(f, flags.Arg(0), in)
	if err != nil {
		return err
	}
	text := markdown.Render(review.Of(sources))
	if f.out == "" {
		_, err = io.WriteString(out, text)
	} else {
		err = os.WriteFile(f.out, []byte(text), 0o644)
	}
	if err != nil {
		return fmt.Errorf("writing the review: %w", err)
	}
	return nil
}

// read reads everything that a review is made of.
func read(f files, preview string, in io.Reader) (review.Sources, error) {
	var s review.Sources
	var problems []error
	if preview == "" || preview == "-" {
		p, err := review.ReadPreview(in)
		s.Preview, problems = p, append(problems, err)
	} else {
		p, err := readFile(preview, review.ReadPreview)
		problems = append(problems, err)
		if p != nil {
			s.Preview = *p
		}
	}
	var err error
	s.Events, err = readFile(f.events, review.ReadEvents)
	problems = append(problems, err)
	s.State, err = readFile(f.state, review.ReadState)
	problems = append(problems, err)
	s.Live, err = readFile(f.live, review.ReadLive)
	return s, errors.Join(append(problems, err)...)
}

// readFile reads a file; none where there is no name.
func readFile[T any](name string, read func(io.Reader) (T, error)) (*T, error) {
	if name == "" {
		return nil, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening what was named: %w", err)
	}
	defer file.Close()
	value, err := read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &value, nil
}
