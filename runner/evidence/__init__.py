"""Evidence: what a run leaves behind, masked before it is written."""
