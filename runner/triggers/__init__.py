"""Triggers: what starts a bot when something arrives, each content once and nothing in silence."""
