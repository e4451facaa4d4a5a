package galera

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGrowingChangesTheRequestOnly(t *testing.T) {
	args := static(3)
	before := declare(t, args, nil)
	args.Members[1].Volume.SizeGiB = 64
	after := declare(t, args, nil)

	claim := after.find(t, "PersistentVolumeClaim", "orders-1-g1-claim")
	if got := claim.at(t, "spec.resources.requests.storage"); got != "64Gi" {
		t.Errorf("the claim asks for %v, want 64Gi", got)
	}
	if got, want := claim.at(t, "metadata.name"), "data-orders-1-g1"; got != want {
		t.Errorf("the claim is called %v, want %s", got, want)
	}
	if diff := cmp.Diff(before.find(t, "StatefulSet", "orders-1").inputs, after.find(t, "StatefulSet", "orders-1").inputs); diff != "" {
		t.Errorf("the set has changed: %s", diff)
	}
	if got := after.find(t, "PersistentVolume", "orders-1-g1-volume").ignoreChanges; !cmp.Equal(got, []string{"spec.capacity"}) {
		t.Errorf("the volume ignores changes of %v, want spec.capacity", got)
	}
}

func TestAnotherGenerationOrFileSystemGivesNewNames(t *testing.T) {
	names := map[string]bool{}
	for _, volume := range []VolumeArgs{
		{Generation: 1, FileSystem: XFS}, {Generation: 1, FileSystem: Ext4}, {Generation: 2, FileSystem: XFS}, {Generation: 2, FileSystem: Ext4},
	} {
		args := static(3)
		args.Members[0].Volume.Generation, args.Members[0].Volume.FileSystem = volume.Generation, volume.FileSystem
		r := declare(t, args, nil)
		claim := r.find(t, "StatefulSet", "orders-0").at(t, "spec.template.spec.volumes[0].persistentVolumeClaim.claimName").(string)
		resource := strings.TrimPrefix(claim, "data-")
		if names[claim] {
			t.Errorf("%+v gives the name %s again", volume, claim)
		}
		names[claim] = true
		for path, owner := range map[string]declared{
			"metadata.name":      r.find(t, "PersistentVolume", resource+"-volume"),
			"spec.claimRef.name": r.find(t, "PersistentVolume", resource+"-volume"),
			"spec.volumeName":    r.find(t, "PersistentVolumeClaim", resource+"-claim"),
		} {
			if got := owner.at(t, path); got != claim {
				t.Errorf("%s: %s is %v, want %s", owner.token, path, got, claim)
			}
		}
	}
}

func TestOnlyStaticVolumesAreDeclared(t *testing.T) {
	if found := declare(t, dynamic(3), nil).all("PersistentVolume"); len(found) != 0 {
		t.Errorf("%d volumes were declared beside the storage class", len(found))
	}
	for _, volume := range declare(t, static(3), nil).all("PersistentVolume") {
		if got := volume.at(t, "spec.persistentVolumeReclaimPolicy"); got != "Retain" {
			t.Errorf("%s: reclaim policy is %v, want Retain", volume.name, got)
		}
	}
}
