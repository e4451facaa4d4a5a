package galera

import (
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/member/contract"
)

// passwordLength is the number of letters and digits in a generated password. 32 of 62 are 190 bits.
const passwordLength = 32

// secretKeys are the keys of the cluster's Secret; each is a password that is generated once. The last one is nobody's
// password but what members sign with.
func secretKeys() []string {
	return []string{
		contract.SecretApplicationPassword, contract.SecretTransferPassword, contract.SecretRootPassword, contract.SecretPeerKey,
	}
}

// password is one generated password. It has no special characters, so that it needs quoting nowhere.
func password() *random.RandomPasswordArgs {
	return &random.RandomPasswordArgs{Length: pulumi.Int(passwordLength), Special: pulumi.Bool(false)}
}

// secret holds the passwords, one for each key.
func (s spec) secret(passwords pulumi.StringMap) *corev1.SecretArgs {
	return &corev1.SecretArgs{
		Metadata:   s.meta(contract.Secrets(s.name)),
		Type:       pulumi.String("Opaque"),
		StringData: passwords,
	}
}
