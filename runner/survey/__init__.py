"""Looks at an app's screens as a whole: checks, snapshots, and what differs between two."""
