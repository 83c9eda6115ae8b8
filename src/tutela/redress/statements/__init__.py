"""Statements of reasons: what a user is told about a restriction, and how (DSA, Article 17)."""
