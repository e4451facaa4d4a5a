package host

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestLoopDeviceGrowsAndIsFreedThoughMounted(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	if _, err := Find("mkfs.ext4"); err != nil {
		t.Skip("needs mkfs.ext4")
	}
	folder := t.TempDir()
	t.Cleanup(func() {
		if err := unmountBelow(folder); err != nil {
			t.Error(err)
		}
		if err := detachLoops(folder); err != nil {
			t.Error(err)
		}
	})
	image, point := filepath.Join(folder, "disk.img"), filepath.Join(folder, "mnt")
	const size, larger = 16 << 20, 32 << 20
	if err := CreateImage(image, size); err != nil {
		t.Fatal(err)
	}
	device, err := AttachLoop(image)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := AttachLoop(image); err != nil || again != device {
		t.Errorf("attached again as %s (%v), was %s", again, err, device)
	}
	if err := CreateImage(image, larger); err != nil {
		t.Fatal(err)
	}
	if err := RefreshLoop(device); err != nil {
		t.Fatal(err)
	}
	sectors := read(t, filepath.Join("/sys/block", filepath.Base(device), "size"))
	if strings.TrimSpace(sectors) != "65536" {
		t.Errorf("the device has %s sectors", sectors)
	}
	if err := CreateImage(image, size); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(image); err != nil || info.Size() != larger {
		t.Errorf("the image was cut: %v, %v", info, err)
	}
	if _, err := Run(within(t, 20*time.Second), Command{Args: []string{"mkfs.ext4", "-q", device}}); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(point, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount(device, point, "ext4", 0, ""); err != nil {
		t.Fatal(err)
	}
	busy, err := os.Create(filepath.Join(point, "busy"))
	if err != nil {
		t.Fatal(err)
	}
	if err := unmountBelow(folder); err != nil {
		t.Fatal(err)
	}
	busy.Close()
	if err := os.Remove(image); err != nil { // the kernel then shows another name for it
		t.Fatal(err)
	}
	if err := detachLoops(folder); err != nil {
		t.Fatal(err)
	}
	devices, err := LoopDevices(folder)
	if err != nil || len(devices) > 0 {
		t.Errorf("left: %v, %v", devices, err)
	}
}
