"""Credentials by name: environment, `credentials.env`, the operating system's keyring."""

from runner.vault.errors import VaultError
from runner.vault.vault import Place, StoredName, Vault, credential_names, open_vault

__all__ = [
    "Place",
    "StoredName",
    "Vault",
    "VaultError",
    "credential_names",
    "open_vault",
]
