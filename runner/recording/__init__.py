"""Recording: what a person does once becomes the draft of a bot."""
