"""What a language model may be asked, what may be told it, and what of its answer counts: pure, as all of the core.

The model is an untrusted typist (ADR 0034): it has no tools, sees no name and no secret, and what it writes is data.
"""
