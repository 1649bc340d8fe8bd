"""The read API: what the pages show, for other programs, by the same readers and the same table of permissions."""
