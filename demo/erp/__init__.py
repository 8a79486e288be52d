"""Meridian Orders 3.1, a made-up order program with windows."""
