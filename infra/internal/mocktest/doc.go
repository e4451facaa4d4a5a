// Package mocktest tests the components of infra against mocks of their providers. They share one package, because each test
// binary that links the Azure SDKs takes ten seconds and more to link.
package mocktest
