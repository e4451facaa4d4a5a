package decide

// Running decides what becomes of a mariadbd that runs: almost always it is left alone.
func Running(f Facts) Decision {
	return Decision{Action: Stay}
}
