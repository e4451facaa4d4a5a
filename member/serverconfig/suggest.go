package serverconfig

// nearest returns the name that can be set and is closest to the one given, or "" where none is close.
func nearest(name string) string {
	best, distance := "", len(name)/4+2
	for _, table := range []map[string]variable{variables, providerOptions} {
		for candidate := range table {
			d := edits(name, candidate)
			if d < distance || d == distance && best != "" && candidate < best {
				best, distance = candidate, d
			}
		}
	}
	return best
}

// edits counts the letters to insert, remove or replace to get from one name to the other.
func edits(from, to string) int {
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(from); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(to); j++ {
			replaced := diagonal
			if from[i-1] != to[j-1] {
				replaced++
			}
			diagonal = row[j]
			row[j] = min(replaced, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(to)]
}
