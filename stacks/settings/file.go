package settings

import (
	"encoding/json"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// Namespace is the project's name, which Pulumi puts before the project's own keys.
const Namespace = "galera-aks"

// Values returns the values of a Pulumi.<stack>.yaml as [Read] takes them: the project's own keys without their
// namespace. Keys of other namespaces, such as a provider's, are left out.
func Values(file []byte) (map[string]string, error) {
	var document struct {
		Config map[string]any `yaml:"config"`
	}
	if err := yaml.Unmarshal(file, &document); err != nil {
		return nil, fmt.Errorf("reading an environment's file as YAML: %w", err)
	}
	values := map[string]string{}
	for name, value := range document.Config {
		key, ok := strings.CutPrefix(name, Namespace+":")
		if !ok {
			continue
		}
		if text, plain := value.(string); plain {
			values[key] = text
			continue
		}
		text, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		values[key] = string(text)
	}
	return values, nil
}
