"""Mutants: each takes one safety mechanism out of the code, and the tests named for it have to notice.

``make mutants`` applies each in a copy, runs the tests named for it, and says which of them killed it. A mutant is an
entry of the lists in this package; ``test_catalogue.py`` holds in the ordinary run that every patch still fits.
"""
