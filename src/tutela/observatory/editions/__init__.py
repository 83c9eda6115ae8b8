"""Papers that somebody closed: kept as they were made, each version for good."""
