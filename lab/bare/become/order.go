// Package become turns a process into a bare member's: a program of the members' image, without a container.
package become

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/galera-aks/galera-aks/lab/host"
)

// An Order is what a bare member's process is to become.
type Order struct {
	// Root is the folder that becomes the root of its file system.
	Root string `json:"root"`
	// Layers are the folders of the image's layers, the topmost first.
	Layers []string `json:"layers"`
	// Device is the block device of its data, and FileSystem the kind of file system that it holds.
	Device     string `json:"device"`
	FileSystem string `json:"fileSystem"`
	// Settings are the content of the options file, and Statements that of the file beside it.
	Settings   string `json:"settings"`
	Statements string `json:"statements,omitempty"`
	// Scratch is the folder that becomes its folder for temporary files.
	Scratch string `json:"scratch"`
	// Cgroups and Group are the control groups to join.
	Cgroups host.Cgroups `json:"cgroups"`
	Group   string       `json:"group"`
	// User is the number of the user, and of the group, to be.
	User int `json:"user"`
	// Command is the program in the root, and its arguments.
	Command []string `json:"command"`
}

// Write writes the order to a file, for [Main].
func (o Order) Write(path string) error {
	content, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("writing a bare member's order: %w", err)
	}
	// It holds passwords.
	return host.WriteFile(path, content, 0o600)
}

func read(path string) (Order, error) {
	var o Order
	content, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(content, &o)
	}
	if err != nil {
		return o, fmt.Errorf("reading a bare member's order: %w", err)
	}
	return o, nil
}
