// Package drill does to the running region what can happen to a real one, under the load of an application, and compares
// what came of it with what the project promises: how long the application could not write, whether every write that was
// acknowledged is on every member, whether clients were ever led to a member that could not serve them, and whether the
// database came back by itself, or held where it must.
//
// A drill is a name, a bound, and steps. What must be true of every drill is judged in one place, by the frame.
package drill
