"""The scan: legal gate, signals, matches, verdict."""
