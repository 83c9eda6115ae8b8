"""Erasing what reports said at the end of their clocks, and proving that nothing outlived one.

Once a day a signed certificate says what was erased since the last one, and names what should have
been and was not. It speaks of this node's database and store, not of backups that were made before.
"""
