"""Health figures as pages and reviews tell them."""
