"""Handing the screen over to the person, from within a bot."""
