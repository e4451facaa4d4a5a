package galera

func (v VolumeArgs) validate(found *problems, key string) {
	if v.SizeGiB < 1 {
		found.refuse(key+".sizeGiB", "must be at least 1, got %d", v.SizeGiB)
	}
	if v.Generation < 1 {
		found.refuse(key+".generation", "must be at least 1, got %d", v.Generation)
	}
	switch v.FileSystem {
	case Ext4, XFS:
	default:
		found.refuse(key+".fileSystem", "must be %s or %s, got %q", Ext4, XFS, v.FileSystem)
	}
	if v.StorageClass == "" {
		found.refuse(key+".storageClass", "must be given, because a claim without one cannot grow")
	}
	if v.Static != nil {
		v.Static.validate(found, key+".static")
	}
}

func (s StaticVolume) validate(found *problems, key string) {
	if s.Driver == "" {
		found.refuse(key+".driver", "must be given")
	}
	if s.Handle == nil {
		found.refuse(key+".handle", "must be given")
	}
	if !labelKeyShape.MatchString(s.TopologyKey) {
		found.refuse(key+".topologyKey", "must be a node label's key, got %q", s.TopologyKey)
	}
}
