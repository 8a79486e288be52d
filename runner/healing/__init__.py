"""Healing: finds an element again on a page that has changed, or says that it is not there."""
