"""The window: web pages for community managers, and the sandbox's chat page."""
