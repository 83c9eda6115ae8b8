"""The periodic papers of a provider. Reads what the rooms below record, and changes none of it."""
