package image

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// A Task is what a task run asks for.
type Task struct {
	// Content is the task's YAML.
	Content string
	// Values are what `{{.Values.NAME}}` stands for.
	Values map[string]string
	// Registry is what `$Registry` stands for: the registry's login server.
	Registry string
}

// A step is one entry of a task; exactly one of cmd, build and push is set.
type step struct {
	// Timeout is in seconds; the lab leaves steps all the time they take.
	Timeout int `yaml:"timeout"`

	Cmd   string   `yaml:"cmd"`
	Build string   `yaml:"build"`
	Push  []string `yaml:"push"`
}

// steps reads a task's YAML.
func (t Task) steps() ([]step, error) {
	content := strings.ReplaceAll(t.Content, "$Registry", t.Registry)
	content = strings.ReplaceAll(content, "{{.Run.Registry}}", t.Registry)
	for name, value := range t.Values {
		content = strings.ReplaceAll(content, "{{.Values."+name+"}}", value)
	}
	decoder := yaml.NewDecoder(strings.NewReader(content))
	decoder.KnownFields(true)
	var task struct {
		Version string
		Steps   []step
	}
	if err := decoder.Decode(&task); err != nil {
		return nil, fmt.Errorf("reading the task: %w", err)
	}
	if len(task.Steps) == 0 {
		return nil, fmt.Errorf("reading the task: it has no steps")
	}
	return task.Steps, nil
}

// build is a build step's arguments, as `docker build` takes them.
type build struct {
	tag, file, context string
}

// parseBuild reads a build step.
func parseBuild(text string) (build, error) {
	b := build{file: "Dockerfile"}
	words := strings.Fields(text)
	for i := 0; i < len(words); i++ {
		switch {
		case words[i] == "-t" && i+1 < len(words):
			i++
			b.tag = words[i]
		case words[i] == "-f" && i+1 < len(words):
			i++
			b.file = words[i]
		case !strings.HasPrefix(words[i], "-") && b.context == "":
			b.context = words[i]
		default:
			return b, fmt.Errorf("build %q: %q is not known to the lab", text, words[i])
		}
	}
	if b.tag == "" || b.context == "" {
		return b, fmt.Errorf("build %q: must name a tag (-t) and a context", text)
	}
	return b, nil
}

// withoutImage returns the part of a cmd step after the image that it would run in.
func withoutImage(cmd string) (string, error) {
	_, rest, found := strings.Cut(strings.TrimSpace(cmd), " ")
	if !found {
		return "", fmt.Errorf("cmd %q: must be an image and a command", cmd)
	}
	return rest, nil
}
