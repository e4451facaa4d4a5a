package galera

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// fingerprint is eight hexadecimal digits that change when any of the values does, once they are known. It is unknown
// in a preview as long as one of them, such as the digest of an image that is yet to be built, is unknown.
func fingerprint(values ...pulumi.Output) pulumi.StringOutput {
	inputs := make([]any, len(values))
	for i, value := range values {
		inputs[i] = value
	}
	return pulumi.All(inputs...).ApplyT(digest).(pulumi.StringOutput)
}

// digest hashes values by their JSON without what is unset, so that a version of the SDK that knows more fields does
// not change the digest of objects that do not use them.
func digest(values []any) (string, error) {
	text, err := json.Marshal(values)
	if err != nil {
		return "", fmt.Errorf("encoding objects for their fingerprint: %w", err)
	}
	var decoded any
	if err := json.Unmarshal(text, &decoded); err != nil {
		return "", fmt.Errorf("decoding objects for their fingerprint: %w", err)
	}
	text, err = json.Marshal(withoutUnset(decoded))
	if err != nil {
		return "", fmt.Errorf("encoding objects for their fingerprint: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:4]), nil
}

func withoutUnset(value any) any {
	switch value := value.(type) {
	case map[string]any:
		kept := map[string]any{}
		for key, inner := range value {
			if inner != nil {
				kept[key] = withoutUnset(inner)
			}
		}
		return kept
	case []any:
		kept := make([]any, len(value))
		for i, inner := range value {
			kept[i] = withoutUnset(inner)
		}
		return kept
	default:
		return value
	}
}
