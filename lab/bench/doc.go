// Package bench measures what the design promises as figures, each row of its table of bounds, and writes what came of it as
// a table, as JSON and as a page of the documentation.
//
// Where a row is something that happens to a database, a drill makes it happen, as often as there are rounds. A row that was
// measured on its own takes the place of its last measurement on the page; every row keeps its own date and machine.
package bench
