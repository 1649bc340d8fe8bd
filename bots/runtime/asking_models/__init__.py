"""What a model is told for each of its uses, and what of its answer becomes an event: one module for each use."""
