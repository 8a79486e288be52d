"""Selector files: how the screens of an app are recognised, and where their elements are."""
