"""Plays about people who help and about what they teach us."""
