"""Indicators between institutions: an authority submits, the Centre lists, a provider has access.

Draft law (COM(2022) 209, Articles 36, 44 and 46): only nodes set up for it ever see any of this.
"""
