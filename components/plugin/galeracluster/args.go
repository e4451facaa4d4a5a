package galeracluster

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// Args are the arguments of a [GaleraCluster].
type Args struct {
	Namespace               pulumi.StringInput `pulumi:"namespace"`
	Image                   pulumi.StringInput `pulumi:"image"`
	Members                 []Member           `pulumi:"members"`
	AllowEven               bool               `pulumi:"allowEven,optional"`
	AllowSharedNodes        bool               `pulumi:"allowSharedNodes,optional"`
	Resources               *Resources         `pulumi:"resources,optional"`
	Settings                map[string]string  `pulumi:"settings,optional"`
	Recovery                string             `pulumi:"recovery,optional"`
	Schema                  string             `pulumi:"schema,optional"`
	User                    string             `pulumi:"user,optional"`
	Service                 *Service           `pulumi:"service,optional"`
	NodeSelector            map[string]string  `pulumi:"nodeSelector,optional"`
	Tolerations             []Toleration       `pulumi:"tolerations,optional"`
	CheckTimeout            string             `pulumi:"checkTimeout,optional"`
	RolloutTimeout          string             `pulumi:"rolloutTimeout,optional"`
	TerminationGraceSeconds int                `pulumi:"terminationGraceSeconds,optional"`
}

// Member says what one member is.
type Member struct {
	Zone   string `pulumi:"zone,optional"`
	Volume Volume `pulumi:"volume"`
}

// Volume says what a member's data is kept on.
type Volume struct {
	SizeGiB      int           `pulumi:"sizeGiB"`
	FileSystem   *FileSystem   `pulumi:"fileSystem,optional"`
	Generation   int           `pulumi:"generation,optional"`
	StorageClass string        `pulumi:"storageClass"`
	Static       *StaticVolume `pulumi:"static,optional"`
}

// StaticVolume is a disk that exists already.
type StaticVolume struct {
	Driver      string             `pulumi:"driver"`
	Handle      pulumi.StringInput `pulumi:"handle"`
	TopologyKey string             `pulumi:"topologyKey"`
	Attributes  map[string]string  `pulumi:"attributes,optional"`
}

// Resources is what each member is given.
type Resources struct {
	CPU    string `pulumi:"cpu,optional"`
	Memory string `pulumi:"memory,optional"`
}

// Service says how applications reach the cluster.
type Service struct {
	Type                  *ServiceType                  `pulumi:"type,optional"`
	Annotations           map[string]pulumi.StringInput `pulumi:"annotations,optional"`
	Address               string                        `pulumi:"address,optional"`
	SourceRanges          []string                      `pulumi:"sourceRanges,optional"`
	ExternalTrafficPolicy *TrafficPolicy                `pulumi:"externalTrafficPolicy,optional"`
	Port                  int                           `pulumi:"port,optional"`
	ReadPort              int                           `pulumi:"readPort,optional"`
}

// Toleration lets members run on nodes with a taint.
type Toleration struct {
	Key    string       `pulumi:"key"`
	Value  string       `pulumi:"value,optional"`
	Effect *TaintEffect `pulumi:"effect,optional"`
}
