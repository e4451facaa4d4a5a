package watch

import (
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// A Life is one pod, from when it was first seen until it was gone. A member that is restarted has several, one after the
// other, of the same name.
type Life struct {
	Pod  string `json:"pod"`
	UID  string `json:"uid"`
	Node string `json:"node,omitempty"`
	// Address is empty until the pod has one.
	Address string    `json:"address,omitempty"`
	From    time.Time `json:"from"`
	// Leaving is when the pod was told to leave, and Until when it was gone; zero while neither.
	Leaving time.Time `json:"leaving"`
	Until   time.Time `json:"until"`
	// Crashes is how often its containers were started again.
	Crashes int32 `json:"crashes,omitempty"`
}

// lived takes over what a pod is now.
func (r *Record) lived(pod *corev1.Pod, now time.Time) {
	r.lock.Lock()
	defer r.lock.Unlock()
	at := slices.IndexFunc(r.lives, func(l Life) bool { return l.UID == string(pod.UID) })
	if at < 0 {
		r.lives = append(r.lives, Life{Pod: pod.Name, UID: string(pod.UID), From: now})
		at = len(r.lives) - 1
	}
	life := &r.lives[at]
	life.Node = pod.Spec.NodeName
	if pod.Status.PodIP != "" {
		life.Address = pod.Status.PodIP
	}
	if pod.DeletionTimestamp != nil && life.Leaving.IsZero() {
		life.Leaving = now
	}
	life.Crashes = 0
	for _, c := range pod.Status.ContainerStatuses {
		life.Crashes += c.RestartCount
	}
}

// alive takes over which pods there are: every other is gone.
func (r *Record) alive(uids map[string]bool, now time.Time) {
	r.lock.Lock()
	defer r.lock.Unlock()
	for i := range r.lives {
		if life := &r.lives[i]; !uids[life.UID] && life.Until.IsZero() {
			life.Until = now
		}
	}
}

// An Absence is a time in which a member served nobody: from when its pod was told to leave or was gone, or its server fell
// silent or said that it is not Primary, until its server says that it is Synced. A member that sends its state to another is
// not absent.
type Absence struct {
	Pod  string    `json:"pod"`
	From time.Time `json:"from"`
	// Until is the time of the snapshot where it had not ended.
	Until time.Time `json:"until"`
}

// silence is how long a server may be silent without counting as absent: a question that is not answered takes a second, and
// two in a row may be lost on a busy machine. Whoever leaves is told to, or its containers are started again.
const silence = 3 * time.Second

// Absences lists when some pods were absent since a moment, in order.
func Absences(s Snapshot, pods []string, since time.Time) []Absence {
	var all []Absence
	for _, pod := range pods {
		all = append(all, absences(s, pod, since)...)
	}
	slices.SortStableFunc(all, func(a, b Absence) int { return a.From.Compare(b.From) })
	return all
}

// A turn is a moment at which a member left or came back.
type turn struct {
	at  time.Time
	out bool
}

func absences(s Snapshot, pod string, since time.Time) []Absence {
	var turns []turn
	for _, life := range s.Lives {
		if life.Pod == pod {
			turns = append(turns, life.turns(s.Looks[life.Address])...)
		}
	}
	slices.SortStableFunc(turns, func(a, b turn) int { return a.at.Compare(b.at) })
	var list []Absence
	var open *Absence
	for _, t := range turns {
		switch {
		case t.out && open == nil:
			open = &Absence{Pod: pod, From: t.at}
		case !t.out && open != nil:
			open.Until = t.at
			list = append(list, *open)
			open = nil
		}
	}
	if open != nil {
		open.Until = s.At
		list = append(list, *open)
	}
	return slices.DeleteFunc(list, func(a Absence) bool { return a.Until.Before(since) || !a.Until.After(a.From) })
}

// turns lists when a pod left and came back. An address may have been another pod's before and after.
func (l Life) turns(looks Timeline) []turn {
	var turns []turn
	for _, stretch := range looks {
		if stretch.From.Before(l.From) || (!l.Until.IsZero() && stretch.From.After(l.Until)) {
			continue
		}
		leaving := !l.Leaving.IsZero() && !stretch.From.Before(l.Leaving)
		switch {
		case stretch.Synced() && !leaving:
			turns = append(turns, turn{stretch.From, false})
		case stretch.Answers && !stretch.Primary, !stretch.Answers && stretch.Until.Sub(stretch.From) >= silence:
			turns = append(turns, turn{stretch.From, true})
		}
	}
	if !l.Leaving.IsZero() {
		turns = append(turns, turn{l.Leaving, true})
	}
	if !l.Until.IsZero() {
		turns = append(turns, turn{l.Until, true})
	}
	return turns
}

// AtOnce returns the most pods that were absent at one moment.
func AtOnce(all []Absence) int {
	most := 0
	for _, a := range all {
		count := 0
		for _, b := range all {
			if !b.From.After(a.From) && b.Until.After(a.From) {
				count++
			}
		}
		most = max(most, count)
	}
	return most
}

// Led lists the pods that a Service led to from a moment on, in the order in which it began to, each once for every time
// that it followed another.
func Led(s Snapshot, service string, since time.Time) []string {
	leads := slices.Clone(s.Leads)
	slices.SortStableFunc(leads, func(a, b Lead) int { return a.From.Compare(b.From) })
	var pods []string
	for _, l := range leads {
		ended := !l.Until.IsZero() && l.Until.Before(since)
		if l.Service == service && !ended && (len(pods) == 0 || pods[len(pods)-1] != l.Pod) {
			pods = append(pods, l.Pod)
		}
	}
	return pods
}
