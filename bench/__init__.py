"""The proving ground, shipped: how fast it is, how far it can be trusted, and pretended platforms to prove it on."""
