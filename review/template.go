package review

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"

	"github.com/galera-aks/galera-aks/member/contract"
)

// Certainty is how sure something is.
type Certainty string

// The degrees of certainty.
const (
	No  Certainty = "no"
	Yes Certainty = "yes"
	// Unknown until something is known that the update itself finds out, such as the digest of an image.
	Unknown Certainty = "unknown"
)

// outdated tells whether a pod of one template is no longer what another asks for. Both are as they were declared, so that
// nothing that Kubernetes adds counts. Where they differ in what nobody knows yet only, that is unknown.
func outdated(old, now *corev1.PodTemplateSpec) Certainty {
	switch {
	case old == nil || now == nil:
		return Unknown
	case equality.Semantic.DeepEqual(old, now):
		return No
	case equality.Semantic.DeepEqual(old, assume(now, old)):
		return Unknown
	default:
		return Yes
	}
}

// assume returns a template in which what is unknown is what it was before.
func assume(now, old *corev1.PodTemplateSpec) *corev1.PodTemplateSpec {
	filled := now.DeepCopy()
	for i := range filled.Spec.Containers {
		c := &filled.Spec.Containers[i]
		if c.Image == placeholder && i < len(old.Spec.Containers) {
			c.Image = old.Spec.Containers[i].Image
		}
	}
	return filled
}

// container returns the member's own container.
func (m Member) container() corev1.Container {
	if m.template == nil || len(m.template.Spec.Containers) == 0 {
		return corev1.Container{}
	}
	return m.template.Spec.Containers[0]
}

// rest returns the template without what is told of in other words: image, resources, settings and disk.
func (m Member) rest() *corev1.PodTemplateSpec {
	if m.template == nil {
		return nil
	}
	rest := m.template.DeepCopy()
	delete(rest.Annotations, contract.AnnotationSettings)
	for i := range rest.Spec.Containers {
		c := &rest.Spec.Containers[i]
		c.Image, c.Resources = "", corev1.ResourceRequirements{}
		c.Env = slices.DeleteFunc(c.Env, func(e corev1.EnvVar) bool { return e.Name == contract.EnvClaim })
	}
	for i := range rest.Spec.Volumes {
		v := &rest.Spec.Volumes[i]
		if v.PersistentVolumeClaim != nil {
			v.PersistentVolumeClaim.ClaimName = ""
		}
		if v.ConfigMap != nil {
			v.ConfigMap.Name = ""
		}
		if v.Projected != nil {
			for j := range v.Projected.Sources {
				if config := v.Projected.Sources[j].ConfigMap; config != nil {
					config.Name = ""
				}
			}
		}
	}
	return rest
}

// differsOtherwise tells whether two templates differ in more than has words of its own.
func differsOtherwise(old, now Member) bool {
	return old.template != nil && now.template != nil && !equality.Semantic.DeepEqual(old.rest(), now.rest())
}

// Given returns what each member is given, as Kubernetes writes it: processor time and memory. They are empty where they are
// not known.
func (c Cluster) Given() (cpu, memory string) {
	for _, m := range c.Members {
		if given := m.container().Resources; len(given.Requests) > 0 {
			return given.Requests.Cpu().String(), given.Limits.Memory().String()
		}
	}
	return "", ""
}
