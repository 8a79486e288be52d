"""Mending, without a browser."""
