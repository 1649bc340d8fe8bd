"""How the program itself is: for supervisors, for Prometheus, and as a page."""
