"""What every page that people see shares: who may call it, its texts, its look."""
