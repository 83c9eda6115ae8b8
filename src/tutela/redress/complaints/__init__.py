"""Complaints about a restriction or about what came of a notice (DSA, Articles 20 and 21)."""
