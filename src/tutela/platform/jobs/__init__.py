"""Durable jobs: enqueued in the transaction that caused them, run at least once."""
