"""The password of a store is a credential like any other."""

from pathlib import Path

from runner.store.location import StoreLocation, is_url
from runner.vault.errors import NoSuchSecretError
from runner.vault.vault import open_vault

STORE_PASSWORD = "STORE_PASSWORD"  # noqa: S105 - its name


def locate_store(location: str, workspace: Path) -> StoreLocation:
    """The store's location with its password, where it is a database and one is set.

    Raises:
        VaultError: `credentials.env` can be read by others, or not at all.
    """
    if not is_url(location):
        return StoreLocation(location)
    try:
        return StoreLocation(location, open_vault(workspace).get(STORE_PASSWORD))
    except NoSuchSecretError:
        return StoreLocation(location)
