"""Attended: the tray, the launcher, and a bot that works beside a person."""
