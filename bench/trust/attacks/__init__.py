"""What attackers write to models, and what a model does that obeys them: from a seed, without end."""
