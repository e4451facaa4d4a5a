package load

import (
	"context"
	"errors"
	"time"

	"github.com/galera-aks/galera-aks/lab/inventory"
	"github.com/galera-aks/galera-aks/lab/region"
)

// Start begins to write to a database and returns once the first write is acknowledged, or after ten seconds without: a
// database that is away is no error. One load at a time can write to a database.
func Start(ctx context.Context, r *region.Region, d inventory.Database, o Options) error {
	return errors.ErrUnsupported
}

// Stop ends the load on a database and looks for each acknowledged write on every member, for which members have patience to
// come to be readable. The error says that members were not looked at, or that there is no load; the result is valid
// in the first case.
func Stop(ctx context.Context, r *region.Region, d inventory.Database, patience time.Duration) (Result, error) {
	return Result{}, errors.ErrUnsupported
}
