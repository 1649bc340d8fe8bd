"""Which pretended services the tests and the proving ground talk to, all on loopback."""
