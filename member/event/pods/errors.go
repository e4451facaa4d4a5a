package pods

import (
	"k8s.io/apimachinery/pkg/api/errors"
)

// hopeless tells whether another try would end the same way; what is there already was delivered before.
func hopeless(err error) bool {
	return errors.IsAlreadyExists(err) || errors.IsForbidden(err) || errors.IsInvalid(err) || errors.IsNotFound(err)
}
