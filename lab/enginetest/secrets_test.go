package enginetest

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	pkgstack "github.com/pulumi/pulumi/pkg/v3/resource/stack"
	"github.com/pulumi/pulumi/pkg/v3/secrets/b64"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// What is secret stands in the state as ciphertext only: nothing of it in the clear, and nothing in Kubernetes' encoding.
func TestSecretsAreCiphertext(t *testing.T) {
	s := lab(t)
	state := *s.state
	state.SecretsManager = b64.NewBase64SecretsManager()
	deployment, err := pkgstack.SerializeDeployment(t.Context(), &state, false)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(deployment)
	if err != nil {
		t.Fatal(err)
	}
	secrets := s.secrets()
	if len(secrets) != 6 {
		t.Errorf("found %d secrets, want four passwords, what the Secret holds, and the kubeconfig", len(secrets))
	}
	for name, secret := range secrets {
		for kind, leaked := range map[string]string{"itself": secret, "encoded": base64.StdEncoding.EncodeToString([]byte(secret))} {
			if strings.Contains(string(text), leaked) {
				t.Errorf("%s %s stands in the state: %s", name, kind, leaked)
			}
		}
	}
	passwords := s.outputs()["passwords"]
	if !passwords.IsSecret() {
		t.Errorf("the output is no secret: %v", passwords)
	}
	want := secrets["orders-application-password"]
	if got := passwords.SecretValue().Element.ObjectValue()["orders"].StringValue(); got != want {
		t.Errorf("the output has %q for the password, want %q", got, want)
	}
}

// secrets returns what in the stack's state must be one, by the resource's name, laid open.
func (s *stack) secrets() map[string]string {
	s.t.Helper()
	found := map[string]string{}
	open := func(name string, v resource.PropertyValue) resource.PropertyValue {
		if !v.IsSecret() {
			s.t.Errorf("%s is no secret: %v", name, v)
			return v
		}
		return v.SecretValue().Element
	}
	for _, r := range s.resources() {
		name := r.URN.Name()
		switch {
		case r.Type.Name() == "RandomPassword":
			found[name] = open(name, r.Outputs["result"]).StringValue()
		case r.Type.Name() == "Secret":
			found[name] = open(name, r.Outputs["data"]).ObjectValue()["application-password"].StringValue()
		case r.Type == "pulumi:providers:kubernetes":
			_, server, _ := strings.Cut(open(name, r.Inputs["kubeconfig"]).StringValue(), "server: ")
			found[name], _, _ = strings.Cut(server, "\n")
		}
	}
	return found
}
