"""The EU Centre as a kind of recipient: said by a signed message, filed when it gave its number.

It rests on draft law (COM(2022) 209, Articles 12 and 13), and needs a Centre whose node this one
believes.
"""
