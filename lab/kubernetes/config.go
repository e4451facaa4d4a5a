package kubernetes

import (
	"context"
	"fmt"
	"strconv"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// settings is a provider resource's configuration, by the real provider's names.
type settings struct {
	kubeconfig, context, cluster, namespace, clusterIdentifier string

	deleteUnreachable, skipUpdateUnreachable    bool
	enableConfigMapMutable, enableSecretMutable bool
	enablePatchForce, upsertExistingObjects     bool

	// unknown says that a value comes from a resource that does not exist yet.
	unknown bool
}

func readSettings(inputs resource.PropertyMap) (settings, error) {
	var s settings
	for key, into := range map[resource.PropertyKey]*string{
		"kubeconfig": &s.kubeconfig, "context": &s.context, "cluster": &s.cluster,
		"namespace": &s.namespace, "clusterIdentifier": &s.clusterIdentifier,
	} {
		value, known := plain(inputs[key])
		s.unknown = s.unknown || !known
		if text, ok := value.(string); ok {
			*into = text
		} else if value != nil && known {
			return settings{}, fmt.Errorf("%s: must be text, got %T", key, value)
		}
	}
	for key, into := range map[resource.PropertyKey]*bool{
		"deleteUnreachable": &s.deleteUnreachable, "skipUpdateUnreachable": &s.skipUpdateUnreachable,
		"enableConfigMapMutable": &s.enableConfigMapMutable, "enableSecretMutable": &s.enableSecretMutable,
		"enablePatchForce": &s.enablePatchForce, "upsertExistingObjects": &s.upsertExistingObjects,
	} {
		value, known := plain(inputs[key])
		if !known {
			s.unknown = true
			continue
		}
		on, err := truth(value)
		if err != nil {
			return settings{}, fmt.Errorf("%s: %w", key, err)
		}
		*into = on
	}
	return s, nil
}

// truth reads a boolean, which the engine may pass as text.
func truth(value any) (bool, error) {
	switch v := value.(type) {
	case nil:
		return false, nil
	case bool:
		return v, nil
	case string:
		on, err := strconv.ParseBool(v)
		if err != nil {
			return false, fmt.Errorf("must be true or false, got %q", v)
		}
		return on, nil
	default:
		return false, fmt.Errorf("must be true or false, got %T", value)
	}
}

func (i *instance) CheckConfig(_ context.Context, r plugin.CheckConfigRequest) (plugin.CheckConfigResponse, error) {
	response := plugin.CheckConfigResponse{Properties: r.News}
	inputs := resource.ToResourcePropertyMap(r.News)
	s, err := readSettings(inputs)
	if err == nil && !s.unknown && s.kubeconfig != "" {
		_, err = s.clientConfig()
	}
	if err != nil {
		response.Failures = []plugin.CheckFailure{{Property: "kubeconfig", Reason: err.Error()}}
	}
	for _, unsupported := range []resource.PropertyKey{"renderYamlToDirectory", "alwaysRender"} {
		if inputs.HasValue(unsupported) {
			response.Failures = append(response.Failures, plugin.CheckFailure{Property: unsupported,
				Reason: "the lab's stand-in does not render to YAML"})
		}
	}
	return response, nil
}

// DiffConfig replaces a provider, and with it all its resources, when it means another cluster: by clusterIdentifier where
// both sides have one, else by the server of the kubeconfig's context. To begin or cease to set clusterIdentifier never
// replaces.
func (i *instance) DiffConfig(_ context.Context, r plugin.DiffConfigRequest) (plugin.DiffConfigResponse, error) {
	if r.OldInputs.DeepEquals(r.NewInputs) {
		return plugin.DiffConfigResponse{Changes: plugin.DiffNone}, nil
	}
	diff := plugin.DiffConfigResponse{Changes: plugin.DiffSome}
	was, err := readSettings(r.OldInputs)
	if err != nil {
		return diff, nil
	}
	is, err := readSettings(r.NewInputs)
	if err != nil {
		return diff, fmt.Errorf("reading the provider's configuration: %w", err)
	}
	if key := anotherCluster(was, is); key != "" {
		diff.ReplaceKeys = []resource.PropertyKey{key}
	}
	return diff, nil
}

// anotherCluster returns the key by which two configurations mean different clusters, or nothing.
func anotherCluster(was, is settings) resource.PropertyKey {
	switch {
	case was.clusterIdentifier != "" || is.clusterIdentifier != "":
		if was.clusterIdentifier != "" && is.clusterIdentifier != "" && was.clusterIdentifier != is.clusterIdentifier {
			return "clusterIdentifier"
		}
	case was.unknown || is.unknown:
		return ""
	default:
		from, errFrom := was.server()
		to, errTo := is.server()
		if errFrom == nil && errTo == nil && from != to {
			return "kubeconfig"
		}
	}
	return ""
}

func (i *instance) Configure(_ context.Context, r plugin.ConfigureRequest) (plugin.ConfigureResponse, error) {
	s, err := readSettings(r.Inputs)
	if err != nil {
		return plugin.ConfigureResponse{}, fmt.Errorf("reading the provider's configuration: %w", err)
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.settings, i.configured, i.link, i.refused = s, true, nil, nil
	return plugin.ConfigureResponse{}, nil
}
