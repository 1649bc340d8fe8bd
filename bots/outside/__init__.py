"""The outside: what escalations tell other systems and people beyond chat, and what those may say back.

Outgoing webhooks and calls that come in, both by the Standard Webhooks specification; e-mail; signed links.
"""
