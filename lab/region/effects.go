package region

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/galera-aks/galera-aks/lab/azure"
)

var _ azure.Effects = (*Region)(nil)

// Apply makes a resource real. Types without an effect here are answered with nothing.
func (r *Region) Apply(ctx context.Context, a azure.Resource, prior *azure.Resource, progress azure.Progress) (map[string]any, error) {
	var outputs map[string]any
	var err error
	switch a.Type {
	case azure.TypeVirtualNetwork:
		err = r.applyNetwork(ctx)
	case azure.TypeSubnet:
		err = r.applySubnet(a)
	case azure.TypeVirtualNetworkPeering:
		err = r.applyPeering(ctx, a, true)
	case azure.TypePrivateRecordSet:
		err = r.applyRecord(a)
	case azure.TypeRegistry:
		err = r.applyRegistry(ctx, progress)
	case azure.TypeTaskRun:
		outputs, err = r.applyTaskRun(ctx, a, progress)
	case azure.TypeManagedCluster:
		err = r.applyCluster(ctx, a, progress)
	case azure.TypeAgentPool:
		err = r.applyPool(ctx, a, progress)
	case azure.TypeDisk:
		err = r.applyDisk(a)
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", kind(a.Type), path.Base(a.ID), err)
	}
	return outputs, nil
}

// Remove undoes Apply.
func (r *Region) Remove(ctx context.Context, a azure.Resource, progress azure.Progress) error {
	var err error
	switch a.Type {
	case azure.TypeSubnet:
		err = r.removeSubnet(a)
	case azure.TypeVirtualNetworkPeering:
		err = r.applyPeering(ctx, a, false)
	case azure.TypePrivateRecordSet:
		err = r.removeRecord(a)
	case azure.TypeRegistry:
		err = r.removeRegistry(ctx)
	case azure.TypeManagedCluster:
		err = r.removeCluster(ctx)
	case azure.TypeAgentPool:
		err = r.removePool(ctx, a, progress)
	case azure.TypeDisk:
		err = r.removeDisk(a)
	}
	if err != nil {
		return fmt.Errorf("removing %s %s: %w", kind(a.Type), path.Base(a.ID), err)
	}
	return nil
}

// kind is the last word of a type token.
func kind(token string) string { return token[strings.LastIndex(token, ":")+1:] }

// text returns a string input, or "" where it is absent.
func text(a azure.Resource, key string) string {
	value, _ := a.Inputs[key].(string)
	return value
}

// number returns a numeric input, or 0 where it is absent.
func number(a azure.Resource, key string) int {
	value, _ := a.Inputs[key].(float64)
	return int(value)
}

// list returns a list of strings among the inputs.
func list(a azure.Resource, key string) []string {
	values, _ := a.Inputs[key].([]any)
	var texts []string
	for _, v := range values {
		if s, ok := v.(string); ok {
			texts = append(texts, s)
		}
	}
	return texts
}
