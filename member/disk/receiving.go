package disk

// Receiving tells whether a joiner's script is receiving a full state transfer into the data directory, or was when it
// was interrupted.
func Receiving(data string) bool { return exists(join(data, transferFile)) }
