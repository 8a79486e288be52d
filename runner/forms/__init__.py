"""Forms: from a model to fields, and from what was posted back to typed values."""
