// Package watch records, while something happens to a database, where clients would have been led and what they would
// have met there: every change of the endpoints of the database's Services, as the API server tells it, and, several
// times a second, what the server at every address answers to a client of its own. Judging the record is pure.
package watch
