"""Decisions: what waits for people, and their answers, whichever way they come."""
