package drill

// catalogue lists every drill: what breaks, and then what is changed.
func catalogue() []Drill {
	return append(of(Fault, faultDrills()), of(Edit, changeDrills())...)
}

// of marks drills as being of a kind.
func of(kind Kind, drills []Drill) []Drill {
	for i := range drills {
		drills[i].Kind = kind
	}
	return drills
}

// changeDrills are what is done to an environment on purpose. Those that cannot be taken back come last: what follows them
// goes on with what they have left, until the environment is made anew at the end.
func changeDrills() []Drill {
	return []Drill{
		settingsOnline(), settingRefused(), imageUnpullable(), imageBroken(), transferStuck(),
		rollSettings(), rollImage(), scale(), replaceFileSystem(), killPulumi(), addDatabase(), diskPerformance(),
		grow(), upgradeKubernetes(), resizeNodes(),
	}
}

// faultDrills are what happens to it, the short ones first.
func faultDrills() []Drill {
	return []Drill{
		writerKilled(), writerDeleted(), memberKilled(), powerOff(), partitionMinority(), partitionMajority(), writerWithheld(),
		writerForced(), eachDeleted(), twoKilled(), allKilled(), allKilledDefining(),
		zoneLost(), twoZonesLost(), powerTwice(), ledgerLost(), readerWithheld(), writerWithheldDecided(), writerWithheldBounded(),
		partitionIsolated(), partitionEach(), apiAway(), apiAwayKilled(), dnsAway(),
		donorKilled(), diskLost(), writersDiskLost(), oldDisk(), foreignDisk(),
		memberFrozen(), writerFrozen(), applierFrozen(),
		twoDrained(), firstStart(), relaxedControl(),
	}
}
