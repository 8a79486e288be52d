"""Picking: elements that a person points at become entries of a selector file."""
