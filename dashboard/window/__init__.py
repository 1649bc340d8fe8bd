"""The frame around all pages: who may look, signing in, how a page is put together, and live updates."""
