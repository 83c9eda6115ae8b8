"""Measures against misuse (DSA, Article 23): of notices, complaints, and the service itself.

Nothing here is automatic: figures make somebody stand out, and people judge.
"""
