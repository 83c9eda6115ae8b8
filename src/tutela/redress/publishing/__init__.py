"""Statements of reasons for the Commission's Transparency Database (DSA, Article 24(5))."""
