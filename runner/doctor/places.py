"""The workspace's places: store, evidence, credentials."""

import os
import shutil
import stat
from collections.abc import Iterator

from runner.doctor.finding import Finding, Health, good
from runner.errors import DeskhandError
from runner.settings import Settings
from runner.store.database import open_database
from runner.vault.store_password import locate_store
from runner.workspace import Workspace

LOW_SPACE = 1024**3


def look_at_places(workspace: Workspace, settings: Settings) -> Iterator[Finding]:
    """Everything that a run writes to."""
    yield good("workspace", str(workspace.root))
    yield store(workspace, settings)
    yield evidence(workspace, settings)
    yield credentials(workspace)


def store(workspace: Workspace, settings: Settings) -> Finding:
    """The store opens and is of this version."""
    try:
        location = locate_store(settings.store, workspace.root)
        database = open_database(location, workspace.root)
    except DeskhandError as error:
        return Finding("store", Health.BAD, error.message, error.hint or "")
    database.close()
    return good("store", database.name)


def evidence(workspace: Workspace, settings: Settings) -> Finding:
    """The evidence folder can be written, has room, and is this account's own."""
    folder = (workspace.root / settings.evidence).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        return Finding("evidence", Health.BAD, f"{folder}: {error.strerror}", "Make it writable.")
    if not os.access(folder, os.W_OK):
        return Finding("evidence", Health.BAD, f"{folder} is read-only", "Make it writable.")
    free = shutil.disk_usage(folder).free
    if free < LOW_SPACE:
        return Finding(
            "evidence",
            Health.WARNING,
            f"only {free // 1024**2} MiB are free under {folder}",
            "Free some space, or set evidence = … in settings.toml.",
        )
    if os.name == "posix" and folder.stat().st_mode & stat.S_IRWXO:
        return Finding(
            "evidence",
            Health.WARNING,
            f"{folder} can be read by every account of this machine",
            f"chmod 700 {folder}",
            lambda: folder.chmod(0o700),
        )
    return good("evidence", f"{folder}, {free // 1024**3} GiB free")


def credentials(workspace: Workspace) -> Finding:
    """The credentials file, if there is one, belongs to this account alone."""
    file = workspace.credentials
    if not file.exists():
        return good("credentials", "no credentials.env; the environment or the keyring serve")
    if os.name == "posix" and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Finding(
            "credentials",
            Health.BAD,
            f"{file} can be read by others",
            f"chmod 600 {file}",
            lambda: file.chmod(0o600),
        )
    return good("credentials", str(file))
