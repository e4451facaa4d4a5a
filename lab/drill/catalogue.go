package drill

// catalogue lists every drill, the short ones first.
func catalogue() []Drill {
	return []Drill{
		writerKilled(), writerDeleted(), memberKilled(), powerOff(), partitionMinority(), partitionMajority(), writerWithheld(),
		writerForced(), eachDeleted(), twoKilled(), allKilled(),
		zoneLost(), twoZonesLost(), powerTwice(), ledgerLost(), readerWithheld(), writerWithheldDecided(), writerWithheldBounded(),
		partitionIsolated(), partitionEach(), apiAway(), apiAwayKilled(), dnsAway(),
		donorKilled(), diskLost(), writersDiskLost(), oldDisk(), foreignDisk(),
		memberFrozen(), writerFrozen(), applierFrozen(),
		twoDrained(), firstStart(), relaxedControl(),
	}
}
