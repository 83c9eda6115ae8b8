"""Trusted flaggers (DSA, Article 22): who has the status, whose key is theirs, and what came of it.

A Digital Services Coordinator awards, suspends and revokes the status. This register repeats it.
"""
