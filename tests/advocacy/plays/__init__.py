"""Tests of the plays about people who help."""
