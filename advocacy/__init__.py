"""The core: people who help, and what they teach us. Pure; may build on ``engagement``."""
