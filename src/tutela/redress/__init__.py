"""Fairness: what people are told, and what they tell us."""
