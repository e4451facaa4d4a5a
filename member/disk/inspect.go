// Package disk reads what a member's disk is good for, and keeps the supervisor's own records on it.
package disk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/galera-aks/galera-aks/member/state"
)

// ErrCannotTell is what a [Recover] returns when its failure says nothing about the disk, for example because a
// setting is wrong. The disk is then not classified at all, lest good data be replaced by a state transfer.
var ErrCannotTell = errors.New("the recovery could not be run")

// Recover starts mariadbd once to recover the position of data that was not closed in good order.
type Recover func(ctx context.Context) (state.Position, error)

// Inspect classifies the data directory. It calls recovery only where a recovery can tell anything: the saved state
// names a history, has no position, and no state transfer was under way, or where it names none although the disk was
// in use. An error means that the disk could not be
// read, not that its content is bad.
func Inspect(ctx context.Context, data string, markers Markers, recovery Recover) (state.Disk, error) {
	found := state.Disk{Position: state.Position{Seqno: -1}, Forming: markers.Forming()}
	empty, err := isEmpty(data)
	if err != nil {
		return found, err
	}
	if empty {
		return emptyDisk(found, markers)
	}
	if found.View, err = ReadView(data); err != nil {
		return found, err
	}
	text, err := os.ReadFile(join(data, grastateFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return found, fmt.Errorf("reading the saved state: %w", err)
	}
	noState := err != nil
	identity, err := markers.Identity()
	if err != nil {
		return found, err
	}
	known, broken := parseGrastate(text)
	switch {
	case exists(join(data, transferFile)):
		return partial(found, "a state transfer was under way"), nil
	case markers.Transferring():
		return partial(found, "a state transfer had been asked for and was not completed"), nil
	case noState && !found.Forming && identity.UUID == "":
		found.Class, found.Detail = state.ClassForeign, "there is data that no Galera member wrote"
		return found, nil
	case broken != nil:
		return unsafe(ctx, partial(found, "the saved state "+broken.Error()), identity.UUID, recovery)
	}
	if known.position.Known() {
		found.Class, found.Position = state.ClassClean, known.position
		return found, nil
	}
	return crashed(ctx, found, known.position.UUID, recovery)
}

// emptyDisk distinguishes a disk that never held data from one whose data a state transfer had begun to replace.
func emptyDisk(found state.Disk, markers Markers) (state.Disk, error) {
	identity, err := markers.Identity()
	if err != nil {
		return found, err
	}
	if identity.UUID != "" {
		return partial(found, "the disk has held data of "+identity.UUID+" and is empty now"), nil
	}
	found.Class = state.ClassEmpty
	return found, nil
}

func crashed(ctx context.Context, found state.Disk, uuid string, recovery Recover) (state.Disk, error) {
	position, err := recovery(ctx)
	switch {
	case ctx.Err() != nil:
		return found, ctx.Err()
	case errors.Is(err, ErrCannotTell):
		return found, err
	case err != nil:
		return partial(found, "its position could not be recovered: "+err.Error()), nil
	case !position.Known():
		return partial(found, "the storage engine knows no position"), nil
	case position.UUID != uuid:
		return partial(found, fmt.Sprintf("the storage engine's history %s is not the saved state's %s", position.UUID, uuid)), nil
	}
	found.Class, found.Position = state.ClassCrashed, position
	return found, nil
}

// unsafe completes what is known of a disk whose saved state names no history: Galera takes the name out for as long as
// it changes a table's definition, which is not a part of any transaction, and while it joins. A member that was killed
// just then takes a full state transfer as soon as there is a Primary. If there is none any more, what its storage
// engine holds may be all that is left of the last writes.
func unsafe(ctx context.Context, found state.Disk, uuid string, recovery Recover) (state.Disk, error) {
	if uuid == "" {
		return found, nil
	}
	position, err := recovery(ctx)
	switch {
	case ctx.Err() != nil:
		return found, ctx.Err()
	case errors.Is(err, ErrCannotTell):
		return found, err
	case err == nil && position.Known() && position.UUID == uuid:
		found.Engine = position
		found.Detail = fmt.Sprintf("mariadbd was killed while it changed a table's definition or caught up; the storage engine stands at %d", position.Seqno)
	}
	return found, nil
}

func partial(found state.Disk, why string) state.Disk {
	found.Class, found.Detail = state.ClassPartial, why
	found.Position = state.Position{Seqno: -1}
	return found
}

func isEmpty(path string) (bool, error) {
	entries, err := os.ReadDir(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading the data directory: %w", err)
	}
	return len(entries) == 0, nil
}
