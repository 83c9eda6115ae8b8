"""Telling people that something waits, on the pages, by e-mail and by webhook; never what."""
