// Package buildcontext packs what the members' image is built from, and writes the registry task that builds it. A task that
// Azure starts from a template can fetch its context from a public address only, and there is none that a private registry
// could be given, so the context travels inside the task itself.
package buildcontext

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Dockerfile is the path of the image's Dockerfile in the repository.
const Dockerfile = "member/image/Dockerfile"

// The parts of the repository that the Dockerfile copies.
const (
	modules = "go.mod"
	sums    = "go.sum"
	sources = "member"
)

// Context is what an image is built from.
type Context struct {
	// Archive is a gzipped tar file. The same files make the same archive, whoever checked them out and when.
	Archive []byte
	// Hash is the SHA-256 of the files' names, modes and contents, in hexadecimal.
	Hash string
}

// Tag returns the image's tag, the beginning of the hash. The image is still named by digest wherever it is used; the tag
// says to people what it was built from.
func (c Context) Tag() string { return c.Hash[:16] }

// Pack packs the repository's files that the image is built from. Tests, their data and documents are left out, so that
// changing them builds no new image and restarts no member. It fails where the repository has no Dockerfile or no go.mod.
func Pack(repository fs.FS) (Context, error) {
	names, err := list(repository)
	if err != nil {
		return Context{}, err
	}
	var packed bytes.Buffer
	archive := tar.NewWriter(&packed)
	for _, name := range names {
		if err := add(archive, repository, name); err != nil {
			return Context{}, fmt.Errorf("packing %s: %w", name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return Context{}, fmt.Errorf("closing the archive: %w", err)
	}
	compressed, err := compress(packed.Bytes())
	if err != nil {
		return Context{}, fmt.Errorf("compressing the archive: %w", err)
	}
	// Over what is inside, not over what the compressor makes of it, which may change with the toolchain.
	hash := sha256.Sum256(packed.Bytes())
	return Context{Archive: compressed, Hash: hex.EncodeToString(hash[:])}, nil
}

// list returns the names of the files to pack, in order.
func list(repository fs.FS) ([]string, error) {
	names := []string{modules, sums}
	for _, required := range []string{modules, sums, Dockerfile} {
		if _, err := fs.Stat(repository, required); err != nil {
			return nil, fmt.Errorf("the image cannot be built without %s: %w", required, err)
		}
	}
	err := fs.WalkDir(repository, sources, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && leftOut(entry.Name()):
			return fs.SkipDir
		case entry.IsDir() || leftOut(entry.Name()):
			return nil
		case !entry.Type().IsRegular():
			return fmt.Errorf("%s: must be a regular file, got %s", name, entry.Type())
		}
		names = append(names, name)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", sources, err)
	}
	return names, nil
}

// leftOut reports whether a file or directory of that name has no part in the image.
func leftOut(name string) bool {
	return name == "testdata" || strings.HasPrefix(name, ".") ||
		strings.HasSuffix(name, "_test.go") || path.Ext(name) == ".md"
}

// add adds one file. Owner and times are left out, and of the mode only whether the file can be executed is kept, since
// the rest follows from the machine that it was checked out on.
func add(archive *tar.Writer, repository fs.FS, name string) error {
	info, err := fs.Stat(repository, name)
	if err != nil {
		return err
	}
	content, err := fs.ReadFile(repository, name)
	if err != nil {
		return err
	}
	mode := int64(0o644)
	if info.Mode()&0o100 != 0 {
		mode = 0o755
	}
	header := &tar.Header{
		Typeflag: tar.TypeReg, Name: name, Mode: mode, Size: int64(len(content)), Format: tar.FormatUSTAR,
	}
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	_, err = archive.Write(content)
	return err
}

// compress compresses as well as it can: the result becomes part of a request.
func compress(raw []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(raw)
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
