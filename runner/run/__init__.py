"""A run: from a feed to the last item's outcome."""
