"""The dials: what a community manager sets, read from one file, checked, and frozen."""
