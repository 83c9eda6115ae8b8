"""Services and their surfaces, each declared once."""
