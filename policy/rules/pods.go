package rules

import (
	"regexp"
	"slices"
	"strings"
)

// workloads are the kinds that have a pod in them.
var workloads = []string{
	"core:Pod", "apps:StatefulSet", "apps:Deployment", "apps:DaemonSet", "apps:ReplicaSet", "batch:Job", "batch:CronJob",
}

// exempt is the configuration of rules about pods.
type exempt struct {
	ExemptNames []string `json:"exemptNames" says:"Names of workloads that need not keep to the rule, such as an agent of the platform's."`
}

// images is the configuration of image-by-digest.
type images struct {
	AllowedRegistries []string `json:"allowedRegistries" says:"Hosts of the registries that images may come from. Without any, every host will do."`
	ExemptNames       []string `json:"exemptNames" says:"Names of workloads that need not keep to the rule."`
}

// byDigest matches an image that is named by its content.
var byDigest = regexp.MustCompile(`@sha256:[0-9a-f]{64}$`)

// secretName matches the names of what should be in a Secret.
var secretName = regexp.MustCompile(`(?i)(passw(or)?d|secret|token|api-?_?key|private-?_?key|credential)`)

func podRules() []Rule {
	pods := func(name, says, why, remedy string) Rule {
		return Rule{Name: name, Level: Mandatory, Says: says, Why: why, Remedy: remedy, Kinds: workloads}
	}
	return []Rule{
		configured(pods("pod-restricted", "Pods keep to the strictest of Kubernetes' standards: no privileges, no root, nothing of the host's.",
			"What breaks out of a pod has the node, and with it the disks of every member there.",
			"Set the securityContext as the standard \"restricted\" asks, or name the workload in this rule's exemptNames."),
			exempt{}, restricted),
		configured(pods("image-by-digest", "Images are named by digest, and come from the team's own registry where that is configured.",
			"A tag can be moved: members of one cluster would run different servers, and nobody could say since when.",
			"Name the image as HOST/REPOSITORY@sha256:DIGEST, from one of this rule's allowedRegistries."),
			images{}, imageByDigest),
		plainly(Rule{
			Name: "secrets-in-secrets", Level: Mandatory, Kinds: append([]string{"core:ConfigMap", "core:Secret"}, workloads...),
			Says:   "Passwords are in Secrets, and secrets of Pulumi's.",
			Why:    "A ConfigMap and a pod's environment can be read by everyone who may look at them; a plain value is in the state for all to read.",
			Remedy: "Move the value to a Secret, and give Pulumi the value as a secret (pulumi.ToSecret, or pulumi config set --secret).",
		}, secretsInSecrets),
	}
}

// podOf returns a workload's pod, and the path to it.
func podOf(r Resource) (Value, string) {
	path := map[string]string{"core:Pod": "spec", "batch:CronJob": "spec.jobTemplate.spec.template.spec"}[r.Kind()]
	if path == "" {
		path = "spec.template.spec"
	}
	return r.Inputs.At(path), path
}

// containersOf returns the containers of a pod with the paths to them.
func containersOf(pod Value, path string) map[string]Value {
	found := map[string]Value{}
	for _, list := range []string{"containers", "initContainers", "ephemeralContainers"} {
		for _, container := range pod.At(list).Items() {
			found[path+"."+list+"["+container.At("name").Text()+"]"] = container
		}
	}
	return found
}

// wants wants something of a value inside the resource that no path leads to.
func (s *subject) wants(v Value, path, must string, ok bool) {
	if !v.Unknown && !ok {
		s.find(path, must, v)
	}
}

func restricted(s *subject, c exempt) {
	pod, path := podOf(s.Resource)
	if pod.Unknown || slices.Contains(c.ExemptNames, s.Name) {
		return
	}
	for _, host := range []string{"hostNetwork", "hostPID", "hostIPC"} {
		v := pod.At(host)
		s.wants(v, path+"."+host, "not be true", !v.Is(true))
	}
	for _, volume := range pod.At("volumes").Items() {
		v := volume.At("hostPath")
		s.wants(v, path+".volumes["+volume.At("name").Text()+"].hostPath", "not be set", v.Missing())
	}
	for at, container := range containersOf(pod, path) {
		s.restrictedContainer(pod, container, at+".securityContext.")
	}
}

// restrictedContainer looks at one container. What it does not say itself, its pod says.
func (s *subject) restrictedContainer(pod, container Value, at string) {
	own := container.At("securityContext")
	inherited := func(path string) Value {
		if v := own.At(path); !v.Missing() {
			return v
		}
		return pod.At("securityContext." + path)
	}
	v := own.At("privileged")
	s.wants(v, at+"privileged", "not be true", !v.Is(true))
	v = own.At("allowPrivilegeEscalation")
	s.wants(v, at+"allowPrivilegeEscalation", "be false", v.Is(false))
	v = own.At("capabilities.drop")
	s.wants(v, at+"capabilities.drop", "have ALL", slices.Contains(v.Texts(), "ALL"))
	v = own.At("capabilities.add")
	s.wants(v, at+"capabilities.add", "be empty", v.Empty())
	v = inherited("runAsNonRoot")
	s.wants(v, at+"runAsNonRoot", "be true", v.Is(true))
	v = inherited("seccompProfile.type")
	s.wants(v, at+"seccompProfile.type", "be RuntimeDefault or Localhost", v.Text() == "RuntimeDefault" || v.Text() == "Localhost")
}

func imageByDigest(s *subject, c images) {
	pod, path := podOf(s.Resource)
	if slices.Contains(c.ExemptNames, s.Name) {
		return
	}
	for at, container := range containersOf(pod, path) {
		image := container.At("image")
		s.wants(image, at+".image", "be named by digest", byDigest.MatchString(image.Text()))
		host, _, _ := strings.Cut(image.Text(), "/")
		s.wants(image, at+".image", "come from "+either(c.AllowedRegistries), len(c.AllowedRegistries) == 0 || among(host, c.AllowedRegistries))
	}
}

func secretsInSecrets(s *subject) {
	switch s.Kind() {
	case "core:Secret":
		s.secretValues("data")
		s.secretValues("stringData")
	case "core:ConfigMap":
		s.plainValues(s.Inputs.At("data"), "data.")
	default:
		pod, path := podOf(s.Resource)
		for at, container := range containersOf(pod, path) {
			for _, variable := range container.At("env").Items() {
				name := variable.At("name").Text()
				s.plainValue(name, variable.At("value"), at+".env["+name+"]")
			}
		}
	}
}

// secretValues wants every value of a Secret to be a secret of Pulumi's. The whole of it may be one.
func (s *subject) secretValues(field string) {
	values := s.Inputs.At(field)
	for _, name := range values.Names() {
		if v := values.Key(name); !v.Secret && !v.Unknown && !v.Empty() {
			s.find(field+"."+name, "be a secret of Pulumi's", Value{Plain: "a plain value", Secret: false})
		}
	}
}

func (s *subject) plainValues(values Value, at string) {
	for _, name := range values.Names() {
		s.plainValue(name, values.Key(name), at+name)
	}
}

// plainValue wants a value that everybody may read to be no secret: neither one of Pulumi's, nor one by its name.
func (s *subject) plainValue(name string, v Value, at string) {
	if v.Secret || secretName.MatchString(name) && !v.Empty() && !v.Unknown {
		s.find(at, "not hold a secret", Value{Plain: "one, by its name or by what it is made of"})
	}
}
