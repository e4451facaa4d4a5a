package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	clientauth "k8s.io/client-go/pkg/apis/clientauthentication/v1beta1"
)

// tokenVariable names the file with the tokens that the API server takes: a line each, the token before the first comma.
const tokenVariable = "GALERA_AKS_LAB_TOKEN"

// login stands in for kubelogin, which trades a log-in with Entra ID for a token. Here the token lies in a file, which
// `lab` names; there is nobody to log in to.
func login(args []string, out io.Writer) error {
	if len(args) == 0 || args[0] != "get-token" {
		return fmt.Errorf("kubelogin: only get-token is known to the lab, got %q", args)
	}
	tokens, err := os.ReadFile(os.Getenv(tokenVariable))
	if err != nil {
		return fmt.Errorf("kubelogin: reading the tokens that %s names: %w", tokenVariable, err)
	}
	token, _, _ := strings.Cut(string(tokens), ",")
	return json.NewEncoder(out).Encode(clientauth.ExecCredential{
		TypeMeta: metav1.TypeMeta{APIVersion: clientauth.SchemeGroupVersion.String(), Kind: "ExecCredential"},
		Status:   &clientauth.ExecCredentialStatus{Token: token},
	})
}
