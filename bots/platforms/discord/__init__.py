"""Discord: what it says becomes events, what Hubbub says becomes messages there."""
