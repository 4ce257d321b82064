"""The regulation as plain values and functions: no I/O, no clock, no framework."""
