"""Requests about pictures that nobody sends: two numbers computed where the picture is, no more."""
