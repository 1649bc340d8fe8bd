"""The rules about conversations, one play a file; plays do not know each other."""
