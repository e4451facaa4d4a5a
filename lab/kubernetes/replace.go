package kubernetes

import (
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
)

// every stands for each element of a list in a trigger.
const every = "[*]"

// triggers are the fields whose change replaces an object of a kind instead of updating it: the list of the real provider
// (provider/pkg/provider/diff.go), which is neither all the fields the API server refuses to change nor only those. A
// change that is refused and not listed fails the update, here as there.
var triggers = map[schema.GroupKind][]string{
	{Group: "apps", Kind: "StatefulSet"}: {"spec.podManagementPolicy", "spec.revisionHistoryLimit", "spec.selector",
		"spec.serviceName", "spec.volumeClaimTemplates"},
	{Group: "apps", Kind: "Deployment"}:                              {"spec.selector"},
	{Group: "apps", Kind: "DaemonSet"}:                               {"spec.selector"},
	{Group: "batch", Kind: "Job"}:                                    {"spec.completions", "spec.parallelism", "spec.selector", "spec.template"},
	{Group: "rbac.authorization.k8s.io", Kind: "RoleBinding"}:        {"roleRef"},
	{Group: "rbac.authorization.k8s.io", Kind: "ClusterRoleBinding"}: {"roleRef"},
	{Group: "storage.k8s.io", Kind: "StorageClass"}:                  {"parameters", "provisioner"},
	{Kind: "PersistentVolumeClaim"}:                                  {"spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"},
	{Kind: "PersistentVolume"}:                                       volumeSources,
	{Kind: "Pod"}:                                                    podFields,
	{Kind: "ResourceQuota"}:                                          {"spec.scopes"},
	{Kind: "Secret"}:                                                 {"type"},
	{Kind: "Service"}:                                                {"spec.clusterIP"},
}

var volumeSources = under("spec", "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "csi", "fc",
	"flexVolume", "flocker", "gcePersistentDisk", "glusterfs", "hostPath", "iscsi", "local", "nfs", "photonPersistentDisk",
	"portworxVolume", "quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume")

var containerFields = []string{"args", "command", "env", "image", "imagePullPolicy", "lifecycle", "livenessProbe", "ports",
	"readinessProbe", "resources", "securityContext", "stdin", "stdinOnce", "terminationMessagePath",
	"terminationMessagePolicy", "tty", "volumeDevices", "volumeMounts", "workingDir"}

var podFields = concat(
	under("spec", "affinity", "automountServiceAccountToken", "dnsConfig", "dnsPolicy", "enableServiceLinks", "hostAliases",
		"hostIPC", "hostNetwork", "hostPID", "hostname", "imagePullSecrets", "nodeName", "nodeSelector", "overhead",
		"preemptionPolicy", "priority", "priorityClassName", "readinessGates", "restartPolicy", "runtimeClassName",
		"schedulerName", "securityContext", "serviceAccount", "serviceAccountName", "shareProcessNamespace", "subdomain",
		"terminationGracePeriodSeconds", "volumes"),
	under("spec.containers."+every, containerFields...),
	under("spec.initContainers."+every, containerFields...),
)

func under(prefix string, names ...string) []string {
	paths := make([]string, len(names))
	for n, name := range names {
		paths[n] = prefix + "." + name
	}
	return paths
}

func concat(lists ...[]string) []string {
	var all []string
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// triggersFor returns the fields that replace this object. What a ConfigMap or a Secret holds replaces it unless the
// provider is configured to let it change, and always if the object is marked immutable.
func triggersFor(gvk schema.GroupVersionKind, object map[string]any, s settings) []string {
	fields := concat([]string{"metadata.name", "metadata.namespace", "kind"}, triggers[gvk.GroupKind()])
	immutable := field[bool](object, "immutable")
	switch gvk.GroupKind() {
	case schema.GroupKind{Kind: "ConfigMap"}:
		if !s.enableConfigMapMutable || immutable {
			fields = append(fields, "data", "binaryData")
		}
	case schema.GroupKind{Kind: "Secret"}:
		if !s.enableSecretMutable || immutable {
			fields = append(fields, "data", "stringData")
		}
	}
	return fields
}

// replaces says whether a change touches a field that a trigger names: the field itself, something within it, or a whole
// that it is part of.
func (c change) replaces(fields []string) bool {
	for _, f := range fields {
		if c.touches(strings.Split(f, ".")) {
			return true
		}
	}
	return false
}

func (c change) touches(trigger []string) bool {
	for n, step := range c.path {
		if n == len(trigger) {
			return true
		}
		if !matches(trigger[n], step) {
			return false
		}
	}
	rest := trigger[len(c.path):]
	return holds(c.old, rest) || holds(c.now, rest)
}

func matches(trigger string, step any) bool {
	if _, index := step.(int); index {
		return trigger == every
	}
	return trigger == step
}

// holds says whether a value has something at the rest of a trigger's path. What is unknown may have anything.
func holds(value any, rest []string) bool {
	switch {
	case value == nil:
		return false
	case len(rest) == 0 || value == unknown:
		return true
	}
	switch v := value.(type) {
	case map[string]any:
		return holds(v[rest[0]], rest[1:])
	case []any:
		for _, e := range v {
			if rest[0] == every && holds(e, rest[1:]) {
				return true
			}
		}
	}
	return false
}
