"""Helpers of the page Settings: its forms, their groups, what a change would do, and texts in own words."""
