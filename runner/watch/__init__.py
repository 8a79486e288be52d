"""Watching: what runs now, how fast, what waits, what is due next."""
