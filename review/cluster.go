package review

import (
	"slices"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/galera-aks/galera-aks/member/contract"
)

// Cluster is a database at one side of the update.
type Cluster struct {
	Name, Namespace string
	Members         []Member
	// Settings are the server's settings that a restart applies, by section and name; nil where they are not known.
	Settings map[string]string
	// Online are the settings that members take over while they run; nil where there are none.
	Online map[string]string
	// Recovery says what may be given up to come back from a total outage.
	Recovery string
	Access   Access
	// rollout is the name of the Job that carries changes through the cluster, and check that of the one that tries image and
	// settings before; each changes with what it is about.
	rollout, check string
}

// Access is how clients reach a database.
type Access struct {
	// Address is the private address of the load balancer; empty where there is none or it is chosen later.
	Address string
	// Port and ReadPort are those for writing and for reading.
	Port, ReadPort int32
	// Sources are the networks that may connect; none means all that the network lets through.
	Sources []string
	// Policy is the Service's externalTrafficPolicy.
	Policy string
	// Host is the DNS name, and TTL how long clients keep what it leads to, in seconds.
	Host string
	TTL  int
}

// Member is one member at one side of the update.
type Member struct {
	Name string
	// Zone is the zone that it is pinned to.
	Zone string
	// Disk is what its data is kept on.
	Disk Disk
	// template is its pod's; nil where it is not known.
	template *corev1.PodTemplateSpec
}

// clusters returns the databases of a world, by their names.
func (w world) clusters() map[string]*Cluster {
	found := map[string]*Cluster{}
	for _, r := range w.of(typeSet) {
		meta := r.meta()
		if meta.Labels[contract.LabelName] != contract.NameGalera {
			continue
		}
		name := meta.Labels[contract.LabelInstance]
		if found[name] == nil {
			found[name] = &Cluster{Name: name, Namespace: meta.Namespace}
		}
		found[name].Members = append(found[name].Members, w.member(r))
	}
	for _, c := range found {
		slices.SortFunc(c.Members, func(a, b Member) int { return ordinal(a.Name) - ordinal(b.Name) })
		w.describe(c)
	}
	return found
}

// ordinal returns the number that a member's name ends with.
func ordinal(member string) int {
	n, _ := strconv.Atoi(member[strings.LastIndexByte(member, '-')+1:])
	return n
}

func (w world) member(r *Resource) Member {
	m := Member{Name: r.meta().Name}
	set, known := object[appsv1.StatefulSet](r)
	if !known {
		return m
	}
	m.template = &set.Spec.Template
	m.Zone = set.Spec.Template.Spec.NodeSelector[contract.TopologyZone]
	for _, v := range set.Spec.Template.Spec.Volumes {
		if v.PersistentVolumeClaim != nil {
			m.Disk = w.disk(set.Namespace, v.PersistentVolumeClaim.ClaimName)
		}
	}
	return m
}

// describe takes over what is the same for all members.
func (w world) describe(c *Cluster) {
	for _, r := range w.of(typeConfig) {
		if !c.owns(r) {
			continue
		}
		config, known := object[corev1.ConfigMap](r)
		if file, is := config.Data[contract.SettingsFile]; known && is {
			c.Settings = parseSettings(file)
		}
		if file, is := config.Data[contract.OnlineFile]; known && is {
			c.Online = parseSettings(file)
		}
	}
	for _, r := range w.of(typeLease) {
		if lease, known := object[coordinationv1.Lease](r); known && c.owns(r) && lease.Name == contract.Ledger(c.Name) {
			c.Recovery = lease.Annotations[contract.AnnotationRecovery]
		}
	}
	for _, r := range w.of(typeJob) {
		name := r.meta().Name
		switch {
		case !c.owns(r):
		case strings.HasPrefix(name, contract.RolloutAccount(c.Name)):
			c.rollout = name
		case strings.HasPrefix(name, contract.Check(c.Name)):
			c.check = name
		}
	}
	c.Access = w.access(c)
}

// owns tells whether an object belongs to the database.
func (c *Cluster) owns(r *Resource) bool {
	meta := r.meta()
	return meta.Labels[contract.LabelInstance] == c.Name && meta.Namespace == c.Namespace
}

// parseSettings reads a file of settings into a map from "name", or "section: name" where the section is not the server's,
// to the value.
func parseSettings(file string) map[string]string {
	settings, section := map[string]string{}, ""
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			section = strings.Trim(line, "[]")
			continue
		}
		name, value, isSetting := strings.Cut(line, "=")
		if !isSetting || strings.HasPrefix(line, "#") {
			continue
		}
		name = strings.TrimSpace(name)
		if section == "client" || section == "sst" {
			name = section + ": " + name
		}
		settings[name] = strings.TrimSpace(value)
	}
	return settings
}
