"""Decisions: who may answer a question, until when, and what the answer is bound to."""
