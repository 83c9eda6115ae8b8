"""Operating a node: what is wrong with it and what to do, its figures, and who is told."""
