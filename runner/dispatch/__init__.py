"""Dispatch: how queued work comes to the hosts that are to do it."""
