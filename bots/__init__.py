"""The bodies: everything that runs inside chat, and the command line."""

__version__ = "0.7.0"
