"""Drivers: what works a screen of one kind."""
