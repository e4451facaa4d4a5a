package server

import "testing"

func TestWords(t *testing.T) {
	for name, c := range map[string]struct{ printed, want string }{
		"nothing": {"", ""},
		"marked": {
			"2026-11-22 18:19:32 0 [Note] starting\n2026-11-22 18:19:32 0 [ERROR] InnoDB: no\n2026-11-22 18:19:32 0 [ERROR] Plugin 'InnoDB' failed\n2026-11-22 18:19:32 0 [ERROR] Aborting\n[Note] end\n",
			"InnoDB: no; Plugin 'InnoDB' failed",
		},
		"unmarked": {"first\nmariadbd: error while loading shared libraries: libssl.so.3\n\n", "mariadbd: error while loading shared libraries: libssl.so.3"},
		"many":     {"[ERROR] 1\n[ERROR] 2\n[ERROR] 3\n[ERROR] 4\n", "2; 3; 4"},
	} {
		var words Words
		_, _ = words.Write([]byte("[ERROR] of the run before\n"))
		words.Forget()
		_, _ = words.Write([]byte(c.printed))
		if got := words.Said(); got != c.want {
			t.Errorf("%s: want %q, got %q", name, c.want, got)
		}
	}
}
