"""Fairness: what people are told, what they say against it, and what they tell us."""
