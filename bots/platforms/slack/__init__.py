"""Slack: payloads become events, and what was decided becomes Slack's calls."""
