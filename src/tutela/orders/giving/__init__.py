"""Giving information to an authority that ordered it (Article 10 of the Digital Services Act).

A person chooses what leaves, another one agrees, and it leaves once, sealed to the authority's key.
"""
