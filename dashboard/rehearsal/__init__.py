"""Rehearsals: from an export that was dropped on a page, to the report that needs nothing else."""
