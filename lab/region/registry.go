package region

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/image"
)

// PauseImage is the image of every pod's first process, as the region's registry has it.
const PauseImage = "pause:lab"

// applyRegistry starts the registry, with the image in it that every node needs before it runs anything.
func (r *Region) applyRegistry(ctx context.Context, progress azure.Progress) error {
	if err := fabric.Open(r.host).StartRegistry(ctx); err != nil {
		return err
	}
	return r.builder().PushFile(ctx, r.folder.Command("pause"), PauseImage, image.Progress(progress))
}

func (r *Region) removeRegistry(ctx context.Context) error {
	return fabric.Open(r.host).StopRegistry(ctx)
}

// A taskRun is the part of a task run's inputs that the lab carries out.
type taskRun struct {
	RunRequest struct {
		EncodedTaskContent string `json:"encodedTaskContent"`
		Values             []struct {
			Name  string `json:"name"`
			Value string `json:"value"`
		} `json:"values"`
	} `json:"runRequest"`
	RegistryName string `json:"registryName"`
}

// applyTaskRun builds the image that the task describes and answers with its digest, as a finished run does.
func (r *Region) applyTaskRun(ctx context.Context, a azure.Resource, progress azure.Progress) (map[string]any, error) {
	encoded, err := json.Marshal(a.Inputs)
	if err != nil {
		return nil, fmt.Errorf("reading the run's request: %w", err)
	}
	var run taskRun
	if err := json.Unmarshal(encoded, &run); err != nil {
		return nil, fmt.Errorf("reading the run's request: %w", err)
	}
	content, err := base64.StdEncoding.DecodeString(run.RunRequest.EncodedTaskContent)
	if err != nil {
		return nil, fmt.Errorf("runRequest.encodedTaskContent: %w", err)
	}
	task := image.Task{Content: string(content), Values: map[string]string{}, Registry: strings.ToLower(run.RegistryName) + ".azurecr.io"}
	for _, v := range run.RunRequest.Values {
		task.Values[v.Name] = v.Value
	}
	built, err := r.builder().Run(ctx, task, image.Progress(progress))
	if err != nil {
		return nil, err
	}
	return map[string]any{"runResult": map[string]any{
		"name": path.Base(a.ID), "runId": path.Base(a.ID), "status": "Succeeded", "provisioningState": "Succeeded",
		"outputImages": []any{map[string]any{
			"registry": task.Registry, "repository": built.Repository, "tag": built.Tag, "digest": built.Digest,
		}},
	}}, nil
}
