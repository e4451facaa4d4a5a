package markdown

import (
	"fmt"
	"strings"
)

// count puts a number before a word.
func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// code marks a text as code. What would end the mark, or a table's cell, is taken out.
func code(text string) string {
	return "`" + strings.NewReplacer("`", "'", "\n", " ", "|", "¦").Replace(text) + "`"
}

// names lists names, each as code.
func names(all []string) string { return list(all, "and") }

// either lists names of which one is meant.
func either(all []string) string { return list(all, "or") }

func list(all []string, last string) string {
	var marked []string
	for _, name := range all {
		marked = append(marked, code(name))
	}
	if len(marked) < 2 {
		return strings.Join(marked, "")
	}
	return strings.Join(marked[:len(marked)-1], ", ") + " " + last + " " + marked[len(marked)-1]
}

// some lists at most so many names, and says how many more there are.
func some(all []string, most int) string {
	if len(all) <= most {
		return names(all)
	}
	var marked []string
	for _, name := range all[:most] {
		marked = append(marked, code(name))
	}
	return fmt.Sprintf("%s and %d more", strings.Join(marked, ", "), len(all)-most)
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
