package host

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// LoopDevice is a block device backed by a file.
type LoopDevice struct {
	// Device is the device's path, such as /dev/loop3.
	Device string
	// File is the path of the backing file.
	File string
}

// CreateImage makes a sparse file of a size in bytes, or grows it to that size. A larger one is left as it is, since
// cutting it would cut the file system on it.
func CreateImage(path string, size int64) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("making disk image %s: %w", path, err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("making disk image %s: %w", path, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err == nil && info.Size() < size {
		err = file.Truncate(size)
	}
	if err != nil {
		return fmt.Errorf("making disk image %s: %w", path, err)
	}
	return nil
}

// AttachLoop makes a file a block device and returns the device's path. A file that is one already keeps its device.
func AttachLoop(path string) (string, error) {
	devices, err := LoopDevices(path)
	if err != nil {
		return "", err
	}
	if len(devices) > 0 {
		return devices[0].Device, nil
	}
	backing, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return "", fmt.Errorf("opening disk image: %w", err)
	}
	defer backing.Close()
	for {
		device, err := freeLoop()
		if err == nil {
			err = configureLoop(device, backing)
		}
		// Somebody else may have taken the free device in between.
		if !errors.Is(err, unix.EBUSY) {
			if err != nil {
				return "", fmt.Errorf("attaching %s to a loop device: %w", path, err)
			}
			return device, nil
		}
	}
}

// RefreshLoop makes a loop device as large as its backing file has become.
func RefreshLoop(device string) error {
	return withDevice(device, func(descriptor int) error {
		if err := unix.IoctlSetInt(descriptor, unix.LOOP_SET_CAPACITY, 0); err != nil {
			return fmt.Errorf("growing %s: %w", device, err)
		}
		return nil
	})
}

// DetachLoop frees a loop device. A device that is still mounted somewhere goes when that mount does.
func DetachLoop(device string) error {
	return withDevice(device, func(descriptor int) error {
		if err := unix.IoctlSetInt(descriptor, unix.LOOP_CLR_FD, 0); err != nil && !errors.Is(err, unix.ENXIO) {
			return fmt.Errorf("detaching %s: %w", device, err)
		}
		return nil
	})
}

// DeviceSize asks the kernel for a block device's size in bytes.
func DeviceSize(device string) (int64, error) {
	file, err := os.Open(device)
	if err != nil {
		return 0, fmt.Errorf("reading the size of %s: %w", device, err)
	}
	defer file.Close()
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, fmt.Errorf("reading the size of %s: %w", device, err)
	}
	return size, nil
}

// LoopDevices lists the loop devices whose backing file is the given file or lies below the given directory, removed
// files included.
func LoopDevices(path string) ([]LoopDevice, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("listing loop devices: %w", err)
	}
	attributes, err := filepath.Glob("/sys/block/loop*/loop/backing_file")
	if err != nil {
		return nil, fmt.Errorf("listing loop devices: %w", err)
	}
	var devices []LoopDevice
	for _, attribute := range attributes {
		content, err := os.ReadFile(attribute)
		if err != nil {
			continue // detached meanwhile
		}
		file := strings.TrimSuffix(strings.TrimSpace(string(content)), " (deleted)")
		if below(file, path) {
			name := filepath.Base(filepath.Dir(filepath.Dir(attribute)))
			devices = append(devices, LoopDevice{Device: "/dev/" + name, File: file})
		}
	}
	return devices, nil
}

// freeLoop returns a loop device that is not in use, making one when there is none.
func freeLoop() (string, error) {
	control, err := os.OpenFile("/dev/loop-control", os.O_RDWR, 0)
	if err != nil {
		return "", err
	}
	defer control.Close()
	number, err := unix.IoctlRetInt(int(control.Fd()), unix.LOOP_CTL_GET_FREE)
	if err != nil {
		return "", err
	}
	device := fmt.Sprintf("/dev/loop%d", number)
	// Where /dev is a plain directory, as in a container, nobody else makes the device's file.
	const loopMajor = 7
	err = unix.Mknod(device, unix.S_IFBLK|0o600, int(unix.Mkdev(loopMajor, uint32(number))))
	if err != nil && !errors.Is(err, unix.EEXIST) {
		return "", err
	}
	return device, nil
}

func configureLoop(device string, backing *os.File) error {
	return withDevice(device, func(descriptor int) error {
		config := unix.LoopConfig{Fd: uint32(backing.Fd())}
		copy(config.Info.File_name[:len(config.Info.File_name)-1], backing.Name())
		return unix.IoctlLoopConfigure(descriptor, &config)
	})
}

func withDevice(device string, do func(descriptor int) error) error {
	file, err := os.OpenFile(device, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("opening %s: %w", device, err)
	}
	defer file.Close()
	return do(int(file.Fd()))
}
