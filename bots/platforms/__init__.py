"""The chat platforms: one folder each, and none knows another."""
