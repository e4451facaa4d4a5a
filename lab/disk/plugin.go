package disk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/wrapperspb"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	registration "k8s.io/kubelet/pkg/apis/pluginregistration/v1"
)

const (
	// DriverName is the name of Azure's own driver.
	DriverName = "disk.csi.azure.com"
	// TopologyKey is the label by which the driver tells zones apart.
	TopologyKey = "topology.disk.csi.azure.com/zone"

	plugins       = "/var/lib/kubelet/plugins/" + DriverName
	registrations = "/var/lib/kubelet/plugins_registry"
)

// Driver is the object that a cluster on Azure comes with. Unlike there, nothing has to attach a disk before a node
// stages it: a loop device is visible to every node, and staging checks the zone.
func Driver() *storagev1.CSIDriver {
	attach, policy := false, storagev1.FileFSGroupPolicy
	return &storagev1.CSIDriver{
		TypeMeta:   metav1.TypeMeta{APIVersion: "storage.k8s.io/v1", Kind: "CSIDriver"},
		ObjectMeta: metav1.ObjectMeta{Name: DriverName},
		Spec:       storagev1.CSIDriverSpec{AttachRequired: &attach, FSGroupPolicy: &policy},
	}
}

// Serve runs the driver's node part until the context ends. It is started inside a node's namespaces.
func Serve(ctx context.Context, name, zone string, records Records) error {
	socket := filepath.Join(plugins, "csi.sock")
	driver := grpc.NewServer()
	csi.RegisterIdentityServer(driver, identity{})
	csi.RegisterNodeServer(driver, &node{name: name, zone: zone, records: records, patience: stagePatience})
	kubelet := grpc.NewServer()
	registration.RegisterRegistrationServer(kubelet, announcement{socket: socket})

	failed := make(chan error, 2)
	for server, path := range map[*grpc.Server]string{driver: socket, kubelet: filepath.Join(registrations, DriverName+"-reg.sock")} {
		listener, err := listen(path)
		if err != nil {
			return err
		}
		go func() { failed <- server.Serve(listener) }()
	}
	defer driver.Stop()
	defer kubelet.Stop()
	select {
	case <-ctx.Done():
		return nil
	case err := <-failed:
		return fmt.Errorf("serving the disk driver: %w", err)
	}
}

func listen(path string) (net.Listener, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, fmt.Errorf("making the folder of a socket: %w", err)
	}
	// A socket that a killed process has left would be in the way.
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("removing an old socket: %w", err)
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("listening at %s: %w", path, err)
	}
	return listener, nil
}

// announcement tells kubelet where the driver is.
type announcement struct {
	registration.UnimplementedRegistrationServer
	socket string
}

// GetInfo answers kubelet's question who this is.
func (a announcement) GetInfo(context.Context, *registration.InfoRequest) (*registration.PluginInfo, error) {
	return &registration.PluginInfo{Type: registration.CSIPlugin, Name: DriverName, Endpoint: a.socket, SupportedVersions: []string{"1.0.0"}}, nil
}

// NotifyRegistrationStatus hears whether kubelet took it.
func (a announcement) NotifyRegistrationStatus(_ context.Context, s *registration.RegistrationStatus) (*registration.RegistrationStatusResponse, error) {
	if !s.PluginRegistered {
		return nil, fmt.Errorf("kubelet refuses the disk driver: %s", s.Error)
	}
	return &registration.RegistrationStatusResponse{}, nil
}

type identity struct {
	csi.UnimplementedIdentityServer
}

// GetPluginInfo names the driver.
func (identity) GetPluginInfo(context.Context, *csi.GetPluginInfoRequest) (*csi.GetPluginInfoResponse, error) {
	return &csi.GetPluginInfoResponse{Name: DriverName, VendorVersion: "lab"}, nil
}

// GetPluginCapabilities says that volumes belong to zones and grow while they are in use.
func (identity) GetPluginCapabilities(context.Context, *csi.GetPluginCapabilitiesRequest) (*csi.GetPluginCapabilitiesResponse, error) {
	return &csi.GetPluginCapabilitiesResponse{Capabilities: []*csi.PluginCapability{
		{Type: &csi.PluginCapability_Service_{Service: &csi.PluginCapability_Service{
			Type: csi.PluginCapability_Service_VOLUME_ACCESSIBILITY_CONSTRAINTS}}},
		{Type: &csi.PluginCapability_VolumeExpansion_{VolumeExpansion: &csi.PluginCapability_VolumeExpansion{
			Type: csi.PluginCapability_VolumeExpansion_ONLINE}}},
	}}, nil
}

// Probe answers that the driver is there.
func (identity) Probe(context.Context, *csi.ProbeRequest) (*csi.ProbeResponse, error) {
	return &csi.ProbeResponse{Ready: wrapperspb.Bool(true)}, nil
}
