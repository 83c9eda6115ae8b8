"""Claims: one person works on a case at a time, for as long as they work on it."""
