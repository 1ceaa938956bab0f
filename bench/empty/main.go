// Package main does nothing: the least that a program in Go costs.
package main

func main() {}
