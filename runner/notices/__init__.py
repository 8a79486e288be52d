"""Notices: what people are told of unattended work, once, and without a secret in it."""
