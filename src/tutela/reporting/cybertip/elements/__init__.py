"""NCMEC's elements as frozen models, by theme; the fields stand in the order of the schema."""
