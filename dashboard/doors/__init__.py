"""How the web app is reached: what holds at every door, and the addresses that others call."""
