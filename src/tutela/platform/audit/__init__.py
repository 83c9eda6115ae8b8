"""The verifiable log: what happened, by whom, for what purpose."""
