"""The sandbox: a local chat platform and a scripted sample community, for trying Hubbub out and for tests."""
