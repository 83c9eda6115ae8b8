"""Whose notices or complaints wait before they are looked at (DSA, Article 23(2)): a low shelf.

Whoever takes them in asks here; only `misuse` begins and ends a pause.
"""
