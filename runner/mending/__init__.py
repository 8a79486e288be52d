"""Mending: elements that no locator finds any more are looked for, proposed, and decided on."""
