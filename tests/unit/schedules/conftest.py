"""Stores of both kinds, as the store's own tests have them."""

from tests.unit.store.conftest import database, server, store

__all__ = ["database", "server", "store"]
