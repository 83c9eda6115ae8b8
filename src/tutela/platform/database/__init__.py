"""PostgreSQL, embedded or given, through one code path."""
