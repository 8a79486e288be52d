"""The doctor: looks at what a run needs, and says (or applies) the remedy."""
