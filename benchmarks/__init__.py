"""Figures about Deskhand's speed, each measured against peers and checked at the server."""
