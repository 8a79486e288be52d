"""Asking a person, from within a bot."""
