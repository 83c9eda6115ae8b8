"""What a victim asks: which reports there are of known material, and help with its removal.

One request has a row at each institution that works on it: the authority that took it in, the
Centre that searches, the provider that is asked to remove. Who asks is known to the authority alone
(COM(2022) 209, Articles 20, 21 and 49(2); a draft).
"""
