"""Telling users that something of theirs was reported to the EU Centre, when that is due.

COM(2022) 209, Articles 12(2), 48(6) and (7): at once where the Centre finds the report manifestly
unfounded, else after three months; later only while an authority holds it back, for eighteen months
at most. Restrictions are told of by `statements`, at once, as the law in force asks.
"""
