package bench

// Bounds of the design, in seconds and as ratios.
const (
	plannedGap = 1.0
	quietGap   = 0.2
	killedGap  = 8.0
	zoneGap    = 12.0
	powerAgain = 30.0
	reportedIn = 120.0
	regionIn   = 60.0
	previewIn  = 3.0
	least      = 0.9
	againstTen = 5.0
	againstOne = 10.0
)

// rows is the table, in the design's order.
func rows() []Row {
	return []Row{
		fromNothing(),
		rolled("roll-image", "rolling change of the image, whole cluster"),
		rolled("roll-settings", "rolling change of settings, whole cluster"),
		refused("image-unpullable", "image that cannot be pulled"),
		refused("image-broken", "image whose server cannot start"),
		refused("setting-refused", "setting that the server refuses"),
		drilled("grow", "every disk grown", gap(quietGap), lost(), took()),
		rolled("replace-fs", "every disk replaced, ext4 to xfs"),
		drilled("scale", "three members to five and back", gap(quietGap), lost(), took()),
		drilled("writer-killed", "writer killed", gap(killedGap), lost(), full()),
		drilled("zone-lost", "zone lost", gap(zoneGap), lost(), full()),
		drilled("power-off", "all nodes lost at once, power back", again(powerAgain), lost(), full()),
		throughput(),
		preview(),
	}
}
