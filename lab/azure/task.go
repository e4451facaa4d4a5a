package azure

import (
	"encoding/base64"
	"fmt"
	"regexp"
)

// TaskImage is an image that a task run makes in its own registry.
type TaskImage struct{ Repository, Tag string }

// built finds the images a task's file builds: what a build step tags in the registry that runs the task.
var built = regexp.MustCompile(`-t\s+\$Registry/([a-z0-9][a-z0-9._/-]*):([A-Za-z0-9_][A-Za-z0-9_.-]*)`)

// TaskFile returns the file of the steps that a task run carries in itself (EncodedTaskRunRequest).
func TaskFile(run Resource) (string, error) {
	request, _ := run.Inputs["runRequest"].(map[string]any)
	if request["type"] != "EncodedTaskRunRequest" {
		return "", fmt.Errorf("the stand-in runs only tasks of type EncodedTaskRunRequest, got %v", request["type"])
	}
	encoded, _ := request["encodedTaskContent"].(string)
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return "", fmt.Errorf("decoding runRequest.encodedTaskContent: %w", err)
	}
	return string(raw), nil
}

// TaskImages returns the images that the steps of a task's file build, in their order.
func TaskImages(file string) []TaskImage {
	var out []TaskImage
	for _, m := range built.FindAllStringSubmatch(file, -1) {
		out = append(out, TaskImage{Repository: m[1], Tag: m[2]})
	}
	return out
}

// RunResult is what a task run answers under runResult after it has made images with those digests (sha256:...), which must
// be as many as the images.
func RunResult(runID, loginServer string, images []TaskImage, digests []string) map[string]any {
	made := make([]any, len(images))
	for i, image := range images {
		made[i] = map[string]any{
			"registry": loginServer, "repository": image.Repository, "tag": image.Tag, "digest": digests[i],
		}
	}
	return map[string]any{"runId": runID, "status": "Succeeded", "provisioningState": "Succeeded", "outputImages": made}
}
