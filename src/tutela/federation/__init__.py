"""Signed messages between nodes: who they are, what they say to each other, and the receipts.

One exchange for all that institutions tell each other (COM(2022) 209, Article 39(2), draft law), of
which each can prove the sender, the time of sending and the time of receipt.
"""
