package engine

import (
	"fmt"
	"os"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"gopkg.in/yaml.v3"
)

// A Setting is one change to an environment's file, as `--set KEY=VALUE` gives it: KEY is a path such as
// `databases[0].members`, VALUE is read as YAML, so that numbers and lists come out as such.
type Setting struct {
	Key   string
	Value string
}

// ParseSetting splits KEY=VALUE.
func ParseSetting(text string) (Setting, error) {
	key, value, found := strings.Cut(text, "=")
	if !found || key == "" {
		return Setting{}, fmt.Errorf("--set %q: must be KEY=VALUE, such as databases[0].members=5", text)
	}
	return Setting{Key: key, Value: value}, nil
}

// namespace returns the setting's key as the file spells it: the project's namespace before the first name.
func (s Setting) path(project string) (resource.PropertyPath, error) {
	path, err := resource.ParsePropertyPath(s.Key)
	if err != nil {
		return nil, fmt.Errorf("--set %s: reading the key as a path: %w", s.Key, err)
	}
	name, ok := path[0].(string)
	if !ok {
		return nil, fmt.Errorf("--set %s: must begin with the name of a setting", s.Key)
	}
	if !strings.Contains(name, ":") {
		path[0] = project + ":" + name
	}
	return path, nil
}

// hasTop reports whether an environment's file has the setting's first name.
func (s Setting) hasTop(project string, file []byte) (bool, error) {
	path, err := s.path(project)
	if err != nil {
		return false, err
	}
	var doc struct {
		Config map[string]yaml.Node `yaml:"config"`
	}
	if err := yaml.Unmarshal(file, &doc); err != nil {
		return false, fmt.Errorf("reading an environment's file: %w", err)
	}
	_, ok := doc.Config[path[0].(string)]
	return ok, nil
}

// Apply returns an environment's file with settings changed.
func Apply(project string, file []byte, settings []Setting) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(file, &doc); err != nil {
		return nil, fmt.Errorf("reading an environment's file: %w", err)
	}
	if len(doc.Content) == 0 {
		doc = yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode}}}
	}
	config := child(doc.Content[0], "config")
	for _, s := range settings {
		path, err := s.path(project)
		if err != nil {
			return nil, err
		}
		if err := s.set(config, path); err != nil {
			return nil, err
		}
	}
	return yaml.Marshal(&doc)
}

func (s Setting) set(node *yaml.Node, path resource.PropertyPath) error {
	for _, step := range path {
		switch key := step.(type) {
		case string:
			node = child(node, key)
		case int:
			next, err := item(node, key)
			if err != nil {
				return fmt.Errorf("--set %s: %w", s.Key, err)
			}
			node = next
		}
	}
	var value yaml.Node
	if err := yaml.Unmarshal([]byte(s.Value), &value); err != nil {
		return fmt.Errorf("--set %s: reading the value %q as YAML: %w", s.Key, s.Value, err)
	}
	if len(value.Content) == 0 {
		*node = yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s.Value}
		return nil
	}
	*node = *value.Content[0]
	return nil
}

// child returns the value under a key of a mapping, which it adds when it is not there.
func child(node *yaml.Node, key string) *yaml.Node {
	if node.Kind != yaml.MappingNode {
		*node = yaml.Node{Kind: yaml.MappingNode}
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			return node.Content[i+1]
		}
	}
	value := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
	node.Content = append(node.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, value)
	return value
}

// item returns an entry of a list; one past the end adds it.
func item(node *yaml.Node, index int) (*yaml.Node, error) {
	if node.Kind != yaml.SequenceNode {
		if node.Kind != yaml.ScalarNode || node.Tag != "!!null" {
			return nil, fmt.Errorf("[%d] is not a list's", index)
		}
		*node = yaml.Node{Kind: yaml.SequenceNode}
	}
	if index < 0 || index > len(node.Content) {
		return nil, fmt.Errorf("[%d]: must be between 0 and %d", index, len(node.Content))
	}
	if index == len(node.Content) {
		node.Content = append(node.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"})
	}
	return node.Content[index], nil
}

// readFile reads a file of the project's folder.
func readFile(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading an environment: %w", err)
	}
	return text, nil
}
