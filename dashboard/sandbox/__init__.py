"""The sandbox: a chat page for trying Hubbub, and what it needs of the engine."""
