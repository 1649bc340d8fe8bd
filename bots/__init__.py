"""The bodies: everything that runs inside chat, and the command line."""

__version__ = "0.8.0"
