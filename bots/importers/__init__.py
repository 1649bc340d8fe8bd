"""Export files told as the same events that live platforms tell: one class per format, chosen by ``open_export``."""
