package drill

import (
	"fmt"
	"os"
	"path/filepath"
)

// imageSources is what the members' image is built from, in the repository, and imageFile what it is built by.
const (
	imageSources = "member"
	imageFile    = "member/image/Dockerfile"
)

// sourcesWith makes a copy of the repository in which the image's Dockerfile has further lines at its end, so that building
// it makes another image. Everything else is the repository's own. The copy goes with the drill.
func (r *Run) sourcesWith(lines string) (repository string, err error) {
	repository, err = os.MkdirTemp(r.Folder, "sources-")
	if err != nil {
		return "", fmt.Errorf("making a folder for the sources: %w", err)
	}
	if err := copySources(r.Repository, repository); err != nil {
		return "", fmt.Errorf("copying the sources: %w", err)
	}
	path := filepath.Join(repository, imageFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("reading the image's Dockerfile: %w", err)
	}
	if err := os.WriteFile(path, append(text, lines+"\n"...), 0o644); err != nil {
		return "", fmt.Errorf("changing the image's Dockerfile: %w", err)
	}
	return repository, nil
}

// copySources copies what the image is built from, and links the rest.
func copySources(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.Name() == imageSources {
			continue
		}
		if err := os.Symlink(filepath.Join(from, entry.Name()), filepath.Join(to, entry.Name())); err != nil {
			return err
		}
	}
	return os.CopyFS(filepath.Join(to, imageSources), os.DirFS(filepath.Join(from, imageSources)))
}
