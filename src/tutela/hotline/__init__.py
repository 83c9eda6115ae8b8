"""A hotline's cases: an address that somebody reported, what people found there, who hosts it, who
was told, and whether it is gone.

Nothing is ever fetched here: whether something is at an address is for people with the right to
look, and who hosts it stands in registration data that they supply.
"""
