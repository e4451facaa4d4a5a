package galeracluster

import (
	"errors"
	"fmt"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/components/galera"
)

// cluster returns the arguments as the component takes them, or everything that is wrong with them.
func (r *Args) cluster(name string) (*galera.ClusterArgs, error) {
	resources, service := given(r.Resources), given(r.Service)
	check, wrongCheck := duration("checkTimeout", r.CheckTimeout)
	timeout, wrongRollout := duration("rolloutTimeout", r.RolloutTimeout)
	args := &galera.ClusterArgs{
		Namespace:               r.Namespace,
		Image:                   r.Image,
		AllowEven:               r.AllowEven,
		AllowSharedNodes:        r.AllowSharedNodes,
		Resources:               galera.Resources{CPU: resources.CPU, Memory: resources.Memory},
		Settings:                r.Settings,
		Recovery:                galera.Recovery(r.Recovery),
		Schema:                  r.Schema,
		User:                    r.User,
		Service:                 service.args(),
		NodeSelector:            r.NodeSelector,
		CheckTimeout:            check,
		RolloutTimeout:          timeout,
		TerminationGraceSeconds: r.TerminationGraceSeconds,
	}
	for _, m := range r.Members {
		args.Members = append(args.Members, galera.MemberArgs{Zone: m.Zone, Volume: m.Volume.args()})
	}
	for _, t := range r.Tolerations {
		args.Tolerations = append(args.Tolerations, galera.Toleration{Key: t.Key, Value: t.Value, Effect: galera.TaintEffect(given(t.Effect))})
	}
	return args, errors.Join(wrongCheck, wrongRollout, args.Validate(name))
}

// duration reads a time as Go writes it. Nothing is the component's default.
func duration(key, text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("%s: must be a time such as 90m or 1h30m, got %q", key, text)
	}
	return d, nil
}

func (v Volume) args() galera.VolumeArgs {
	args := galera.VolumeArgs{
		SizeGiB: v.SizeGiB, FileSystem: galera.FileSystem(given(v.FileSystem)), Generation: v.Generation, StorageClass: v.StorageClass,
	}
	if s := v.Static; s != nil {
		args.Static = &galera.StaticVolume{Driver: s.Driver, Handle: s.Handle, TopologyKey: s.TopologyKey, Attributes: s.Attributes}
	}
	return args
}

func (s Service) args() galera.ServiceArgs {
	return galera.ServiceArgs{
		Type: galera.ServiceType(given(s.Type)), Annotations: pulumi.StringMap(s.Annotations), Address: s.Address, SourceRanges: s.SourceRanges,
		ExternalTrafficPolicy: galera.TrafficPolicy(given(s.ExternalTrafficPolicy)), Port: s.Port, ReadPort: s.ReadPort,
	}
}

// given returns what an argument points at, or nothing, which is the component's default.
func given[T any](argument *T) T {
	if argument == nil {
		var none T
		return none
	}
	return *argument
}
