"""Bytes to fingerprints: digests, rendered frames, PDQ. Pure: no database, network or clock."""
