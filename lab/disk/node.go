package disk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"github.com/galera-aks/galera-aks/lab/host"
	"golang.org/x/sys/unix"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// node is the driver's node service.
type node struct {
	csi.UnimplementedNodeServer
	name    string
	zone    string
	records Records
	// patience is how long a withheld disk is waited for.
	patience time.Duration
}

// stagePatience keeps below the two minutes that kubelet gives a driver (csiTimeout in its CSI plugin). While a call waits, a
// disk that is given back is mounted at once; after failures, kubelet would ask again in up to two minutes only.
const stagePatience = 100 * time.Second

// maxDisks is how many data disks a small VM takes; Standard_D4ds_v5 takes 8.
const maxDisks = 8

// NodeGetInfo says which zone's disks this node can take.
func (n *node) NodeGetInfo(context.Context, *csi.NodeGetInfoRequest) (*csi.NodeGetInfoResponse, error) {
	return &csi.NodeGetInfoResponse{
		NodeId:             n.name,
		MaxVolumesPerNode:  maxDisks,
		AccessibleTopology: &csi.Topology{Segments: map[string]string{TopologyKey: n.zone}},
	}, nil
}

// NodeGetCapabilities lists what the service does besides publishing.
func (n *node) NodeGetCapabilities(context.Context, *csi.NodeGetCapabilitiesRequest) (*csi.NodeGetCapabilitiesResponse, error) {
	var answer csi.NodeGetCapabilitiesResponse
	for _, kind := range []csi.NodeServiceCapability_RPC_Type{
		csi.NodeServiceCapability_RPC_STAGE_UNSTAGE_VOLUME,
		csi.NodeServiceCapability_RPC_EXPAND_VOLUME,
		csi.NodeServiceCapability_RPC_GET_VOLUME_STATS,
	} {
		answer.Capabilities = append(answer.Capabilities, &csi.NodeServiceCapability{
			Type: &csi.NodeServiceCapability_Rpc{Rpc: &csi.NodeServiceCapability_RPC{Type: kind}},
		})
	}
	return &answer, nil
}

// device returns the block device of a disk that this node may use.
func (n *node) device(id string) (string, error) {
	record, err := n.records.Get(id)
	if errors.Is(err, ErrUnknown) {
		return "", status.Error(codes.NotFound, err.Error())
	}
	if err != nil {
		return "", status.Error(codes.Internal, err.Error())
	}
	if record.Zone != n.zone {
		return "", status.Errorf(codes.FailedPrecondition, "disk %s is in zone %s, the node %s in zone %s: a zonal disk attaches in its own zone only",
			id, record.Zone, n.name, n.zone)
	}
	if record.Device == "" {
		return "", status.Errorf(codes.Unavailable, "disk %s is detached", id)
	}
	return record.Device, nil
}

// awaitDevice is device, but waits for a disk that is withheld.
func (n *node) awaitDevice(ctx context.Context, id string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, n.patience)
	defer cancel()
	const interval = 100 * time.Millisecond
	for {
		device, err := n.device(id)
		if status.Code(err) != codes.Unavailable {
			return device, err
		}
		select {
		case <-ctx.Done():
			return "", err
		case <-time.After(interval):
		}
	}
}

// NodeStageVolume formats an empty disk and mounts it for the node.
func (n *node) NodeStageVolume(ctx context.Context, r *csi.NodeStageVolumeRequest) (*csi.NodeStageVolumeResponse, error) {
	device, err := n.awaitDevice(ctx, r.VolumeId)
	if err != nil {
		return nil, err
	}
	path := r.StagingTargetPath
	mounted, err := mountPoint(path)
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	if mounted {
		return &csi.NodeStageVolumeResponse{}, nil
	}
	kind := r.GetVolumeCapability().GetMount().GetFsType()
	if kind == "" {
		kind = "ext4"
	}
	if err := ensureFormat(device, kind); err != nil {
		return nil, status.Error(codes.FailedPrecondition, err.Error())
	}
	if err := mount(device, path, kind, r.GetVolumeCapability().GetMount().GetMountFlags()); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &csi.NodeStageVolumeResponse{}, nil
}

// NodeUnstageVolume unmounts a disk from the node.
func (n *node) NodeUnstageVolume(_ context.Context, r *csi.NodeUnstageVolumeRequest) (*csi.NodeUnstageVolumeResponse, error) {
	if err := unmount(r.StagingTargetPath); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &csi.NodeUnstageVolumeResponse{}, nil
}

// NodePublishVolume shows the mounted disk to one pod.
func (n *node) NodePublishVolume(_ context.Context, r *csi.NodePublishVolumeRequest) (*csi.NodePublishVolumeResponse, error) {
	path := r.TargetPath
	mounted, err := mountPoint(path)
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	if mounted {
		return &csi.NodePublishVolumeResponse{}, nil
	}
	options := []string{"bind"}
	if r.Readonly {
		options = append(options, "ro")
	}
	if err := run("mount", "-o", strings.Join(options, ","), r.StagingTargetPath, path); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &csi.NodePublishVolumeResponse{}, nil
}

// NodeUnpublishVolume takes the disk from a pod.
func (n *node) NodeUnpublishVolume(_ context.Context, r *csi.NodeUnpublishVolumeRequest) (*csi.NodeUnpublishVolumeResponse, error) {
	if err := unmount(r.TargetPath); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	if err := os.Remove(r.TargetPath); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, status.Errorf(codes.Internal, "removing %s: %v", r.TargetPath, err)
	}
	return &csi.NodeUnpublishVolumeResponse{}, nil
}

// NodeExpandVolume grows the file system to the disk's size. A disk that has not grown yet is asked for again.
func (n *node) NodeExpandVolume(_ context.Context, r *csi.NodeExpandVolumeRequest) (*csi.NodeExpandVolumeResponse, error) {
	device, err := n.device(r.VolumeId)
	if err != nil {
		return nil, err
	}
	size, err := host.DeviceSize(device)
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	if want := r.GetCapacityRange().GetRequiredBytes(); size < want {
		return nil, status.Errorf(codes.Unavailable, "disk %s has %d bytes, the claim asks for %d", r.VolumeId, size, want)
	}
	kind, err := format(device)
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	system, ok := fileSystems[kind]
	if !ok {
		return nil, status.Errorf(codes.FailedPrecondition, "disk %s holds %q: only ext4 and xfs grow", r.VolumeId, kind)
	}
	if err := run(system.grow(device, r.VolumePath)...); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &csi.NodeExpandVolumeResponse{CapacityBytes: size}, nil
}

// NodeGetVolumeStats tells how full a volume is.
func (n *node) NodeGetVolumeStats(_ context.Context, r *csi.NodeGetVolumeStatsRequest) (*csi.NodeGetVolumeStatsResponse, error) {
	var stat unix.Statfs_t
	if err := unix.Statfs(r.VolumePath, &stat); err != nil {
		return nil, status.Errorf(codes.NotFound, "looking at %s: %v", r.VolumePath, err)
	}
	block := stat.Bsize
	return &csi.NodeGetVolumeStatsResponse{Usage: []*csi.VolumeUsage{
		{Unit: csi.VolumeUsage_BYTES, Total: int64(stat.Blocks) * block, Available: int64(stat.Bavail) * block, Used: int64(stat.Blocks-stat.Bfree) * block},
		{Unit: csi.VolumeUsage_INODES, Total: int64(stat.Files), Available: int64(stat.Ffree), Used: int64(stat.Files - stat.Ffree)},
	}}, nil
}

// mountPoint makes a folder to mount something on, and tells whether that is done already.
func mountPoint(path string) (mounted bool, err error) {
	if err := os.MkdirAll(path, 0o750); err != nil {
		return false, fmt.Errorf("making %s: %w", path, err)
	}
	return mountedAt(path)
}

func unmount(path string) error {
	mounted, err := mountedAt(path)
	if err != nil || !mounted {
		return err
	}
	if err := unix.Unmount(path, 0); err != nil {
		return fmt.Errorf("unmounting %s: %w", path, err)
	}
	return nil
}
