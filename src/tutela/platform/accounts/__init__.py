"""Who may come in: people's accounts and sessions, and the API keys of services."""
