package review

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Topic is what a difference is about.
type Topic string

// The topics, in the order in which they are told.
const (
	TopicMembers     Topic = "members"
	TopicZone        Topic = "zone"
	TopicDiskSize    Topic = "disk size"
	TopicFileSystem  Topic = "file system"
	TopicDisk        Topic = "disk"
	TopicSKU         Topic = "kind of disk"
	TopicIOPS        Topic = "IOPS"
	TopicThroughput  Topic = "throughput"
	TopicGuard       Topic = "guard"
	TopicImage       Topic = "image"
	TopicCPU         Topic = "CPU"
	TopicMemory      Topic = "memory"
	TopicSetting     Topic = "setting"
	TopicOnline      Topic = "online setting"
	TopicRecovery    Topic = "recovery"
	TopicAddress     Topic = "address"
	TopicPort        Topic = "port"
	TopicReadPort    Topic = "read port"
	TopicSources     Topic = "sources"
	TopicTraffic     Topic = "traffic policy"
	TopicHost        Topic = "host"
	TopicPod         Topic = "pod"
	TopicRolloutOnly Topic = "rollout"
	// TopicUnfinished is a rollout before this one that has not come to the end.
	TopicUnfinished Topic = "unfinished rollout"
)

// Difference is one thing that differs between the two sides of a database that is there on both.
type Difference struct {
	Topic Topic
	// Name is the setting's or the property's; empty where the topic says it all.
	Name string
	// Old and New are the values; empty for none.
	Old, New string
	// Members are those that it is about; none where it is about all of them, or the database.
	Members []string
}

// Differences returns what becomes different about the database.
func (d Database) Differences() []Difference {
	if d.Before == nil || d.After == nil {
		return nil
	}
	was, is := d.Before, d.After
	found := compare(TopicMembers, strconv.Itoa(len(was.Members)), strconv.Itoa(len(is.Members)))
	found = append(found, d.ofMembers()...)
	found = append(found, ofSettings(TopicSetting, was.Settings, is.Settings)...)
	// What is not said to members while they run is as they start with it.
	for _, f := range ofSettings(TopicOnline, was.Online, is.Online) {
		f.Old, f.New = cmp.Or(f.Old, was.Settings[f.Name]), cmp.Or(f.New, is.Settings[f.Name])
		found = append(found, f)
	}
	found = append(found, compare(TopicRecovery, was.Recovery, is.Recovery)...)
	a, b := was.Access, is.Access
	found = append(found, compare(TopicAddress, a.Address, b.Address)...)
	found = append(found, compare(TopicPort, port(a.Port), port(b.Port))...)
	found = append(found, compare(TopicReadPort, port(a.ReadPort), port(b.ReadPort))...)
	found = append(found, compare(TopicSources, strings.Join(a.Sources, ", "), strings.Join(b.Sources, ", "))...)
	found = append(found, compare(TopicTraffic, a.Policy, b.Policy)...)
	found = append(found, compare(TopicHost, a.Host, b.Host)...)
	for _, path := range d.Paths {
		found = append(found, Difference{Topic: TopicPod, Name: path})
	}
	if left := d.left(); len(left) > 0 {
		found = append(found, Difference{Topic: TopicUnfinished, Members: left})
	}
	if len(found) == 0 && was.rollout != is.rollout {
		found = append(found, Difference{Topic: TopicRolloutOnly})
	}
	return found
}

func port(n int32) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(int(n))
}

func compare(topic Topic, old, now string) []Difference {
	if old == now {
		return nil
	}
	return []Difference{{Topic: topic, Old: old, New: now}}
}

// ofSettings compares settings by name.
func ofSettings(topic Topic, old, now map[string]string) []Difference {
	if old == nil && topic == TopicSetting || now == nil && topic == TopicSetting {
		return nil
	}
	names := slices.Collect(maps.Keys(old))
	names = slices.AppendSeq(names, maps.Keys(now))
	slices.Sort(names)
	var found []Difference
	for _, name := range slices.Compact(names) {
		if old[name] != now[name] {
			found = append(found, Difference{Topic: topic, Name: name, Old: old[name], New: now[name]})
		}
	}
	return found
}

// ofMembers compares the members that are there on both sides. What is the same for all of them is told once.
func (d Database) ofMembers() []Difference {
	var found []Difference
	both := 0
	for _, m := range d.Members {
		if m.Before == nil || m.After == nil {
			continue
		}
		both++
		for _, one := range m.differences() {
			at := slices.IndexFunc(found, func(f Difference) bool {
				return f.Topic == one.Topic && f.Old == one.Old && f.New == one.New
			})
			if at < 0 {
				found, at = append(found, one), len(found)
			}
			found[at].Members = append(found[at].Members, m.Name)
		}
	}
	for i := range found {
		if len(found[i].Members) == both {
			found[i].Members = nil
		}
	}
	return found
}

// differences compares the two sides of a member.
func (m MemberChange) differences() []Difference {
	was, is := m.Before.Disk, m.After.Disk
	found := compare(TopicZone, m.Before.Zone, m.After.Zone)
	if was.SizeGiB > 0 && is.SizeGiB > 0 {
		found = append(found, compare(TopicDiskSize, gib(was.SizeGiB), gib(is.SizeGiB))...)
	}
	found = append(found, compare(TopicFileSystem, was.FileSystem, is.FileSystem)...)
	found = append(found, compare(TopicDisk, suffix(m.Name, was.label()), suffix(m.Name, is.label()))...)
	if was.SKU != "" && is.SKU != "" {
		found = append(found, compare(TopicSKU, was.SKU, is.SKU)...)
		found = append(found, compare(TopicIOPS, strconv.Itoa(was.IOPS), strconv.Itoa(is.IOPS))...)
		found = append(found, compare(TopicThroughput, fmt.Sprintf("%d MB/s", was.MBps), fmt.Sprintf("%d MB/s", is.MBps))...)
		found = append(found, compare(TopicGuard, was.guard(), is.guard())...)
	}
	old, now := m.Before.container(), m.After.container()
	found = append(found, compare(TopicImage, old.Image, now.Image)...)
	found = append(found, compare(TopicCPU, old.Resources.Requests.Cpu().String(), now.Resources.Requests.Cpu().String())...)
	return append(found, compare(TopicMemory, old.Resources.Limits.Memory().String(), now.Resources.Limits.Memory().String())...)
}

// guard says what keeps a disk from being removed, as the setting storage.guard does.
func (d Disk) guard() string {
	switch {
	case d.Protected:
		return "protect"
	case d.Retained:
		return "retain"
	default:
		return "none"
	}
}

// suffix is what a member's disk is called after the member's name, which is the same for all members.
func suffix(member, disk string) string { return strings.TrimPrefix(disk, member+"-") }

func gib(n int) string { return fmt.Sprintf("%d GiB", n) }

// Unknown tells whether a value is known only once the update is made.
func (d Difference) Unknown() bool { return d.New == placeholder }

// Placeholder tells whether a value stands for one that nobody knows before the update.
func Placeholder(value string) bool { return value == placeholder }

// Moves tells whether a member gets another disk.
func (d Database) Moves() bool {
	for _, m := range d.Members {
		if m.moves() {
			return true
		}
	}
	return false
}
