"""The voice: turns a text's name and its fields into rich text, buttons and forms that no platform owns."""
