"""What is remembered, one noun a file; each is a small class over one connection and one community."""
