package decide

import (
	"fmt"
	"os"
	"testing"
)

func traceSteps(t *testing.T, o options, h []step) {
	w := newWorld(o)
	prev := w.String()
	show := func(s step) {
		w.apply(s)
		if now := w.String(); now != prev {
			fmt.Fprintln(os.Stderr, "-----", s)
			for _, m := range w.m {
				p := "stopped"
				if m.proc != nil {
					p = fmt.Sprintf("%s e%d log%v view%v seq%d prim%v whole%v synced%v", m.proc.kind, m.proc.epoch, m.proc.log, m.proc.view.Members, m.proc.view.Seq, m.proc.prim, m.proc.whole, m.proc.synced)
				}
				d := m.disk
				fmt.Fprintf(os.Stderr, "  %s up%v disk %v clean%v part%v ep%d pr%d view%s last%v | %s\n", m.name(), m.up, d.log, d.clean, d.partial, d.epoch, d.promise, viewText(d.view), d.last, p)
			}
			prev = now
		}
	}
	for _, s := range h {
		show(s)
		if w.broken != "" {
			t.Fatal(w.broken)
		}
	}
	for i := range w.m {
		for _, s := range []step{{join, 0, 0}, {apiOn, 0, 0}, {attach, i, 0}, {boot, i, 0}} {
			show(s)
		}
	}
	for turn := range 20 {
		for i := range w.m {
			for _, k := range []kind{look, act, begin, finish, applied, note, observe} {
				show(step{kind: k, a: i})
			}
			if turn%3 == 2 {
				show(step{kind: tick, a: i})
				show(step{kind: giveUp, a: i})
			}
			if w.broken != "" {
				t.Fatal(w.broken)
			}
		}
	}
}

func TestTrace(t *testing.T) {
	traceSteps(t, options{members: 5, durable: true, running: true}, []step{{crash, 4, 23}, {write, 0, 24}, {boot, 4, 2}, {crash, 1, 2}, {boot, 1, 3}, {look, 1, 14}, {look, 4, 2}, {act, 4, 31}, {killed, 3, 4}, {act, 1, 30}, {stop, 2, 18}, {killed, 0, 4}, {cut, 4, 11}})
}
