"""The master key: what it is kept by, how it is replaced, and what is sealed with it."""
