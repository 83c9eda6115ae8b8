"""Backup and restore of a whole node: database, keys, kept evidence, settings."""
