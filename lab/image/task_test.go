package image

import (
	"strings"
	"testing"
)

func TestSteps(t *testing.T) {
	steps, err := Task{
		Registry: "lab.azurecr.io", Values: map[string]string{"tag": "abc"},
		Content: "version: v1.1.0\nsteps:\n  - cmd: shell:1 bash -c 'echo one'\n  - build: -t $Registry/galera:{{.Values.tag}} -f member/image/Dockerfile .\n  - push: [\"$Registry/galera:{{.Values.tag}}\"]\n",
	}.steps()
	if err != nil || len(steps) != 3 {
		t.Fatalf("got %v, %v; want three steps", steps, err)
	}
	if command, err := withoutImage(steps[0].Cmd); err != nil || command != "bash -c 'echo one'" {
		t.Errorf("cmd: %q, %v", command, err)
	}
	want := build{tag: "lab.azurecr.io/galera:abc", file: "member/image/Dockerfile", context: "."}
	if got, err := parseBuild(steps[1].Build); err != nil || got != want {
		t.Errorf("build: %+v, %v; want %+v", got, err, want)
	}
	if steps[2].Push[0] != want.tag {
		t.Errorf("push: %v, want %s", steps[2].Push, want.tag)
	}
}

func TestStepsRefuse(t *testing.T) {
	for _, content := range []string{"steps: []", "steps:\n  - when: now", "version"} {
		if _, err := (Task{Content: content}).steps(); err == nil {
			t.Errorf("%q: no error", content)
		}
	}
	for _, text := range []string{"-t x", ".", "--secret a -t x ."} {
		if _, err := parseBuild(text); err == nil {
			t.Errorf("build %q: no error", text)
		}
	}
}

func TestFollowKeepsTheEnd(t *testing.T) {
	var shown int
	tail := follow(strings.NewReader(strings.Repeat("a line\n", 100)+"the end\n"), func(string) { shown++ })
	if shown != 101 || !strings.HasSuffix(tail, "the end") || strings.Count(tail, "\n") != kept-1 {
		t.Errorf("shown %d lines, kept %q", shown, tail)
	}
}
