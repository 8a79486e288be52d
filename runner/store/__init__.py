"""The store: runs, items, attempts and the journal of steps, in SQLite or PostgreSQL."""
