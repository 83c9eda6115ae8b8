"""What users of a platform flag there, handed on by it: sealed, and decided by people."""
