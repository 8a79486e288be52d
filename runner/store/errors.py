"""What can be wrong with the store, each in a sentence."""

import json
from collections.abc import Sequence
from pathlib import Path

from runner.errors import DeskhandError, EnvironmentFault, InputError

SHOWN = 5
"""Names that a sentence lists; it counts the others."""


class StoreOnNetworkError(EnvironmentFault):
    """SQLite needs locks and shared memory that network file systems do not give."""

    def __init__(self, file: Path, kind: str) -> None:
        super().__init__(
            f"The store {file} lies on a network share ({kind}), where SQLite loses data.",
            hint='Put it on a local disk: store = "/var/lib/deskhand/deskhand.db" in settings.toml.',
        )


class StoreUnusableError(EnvironmentFault):
    """The store cannot be opened or written: permissions, a full disk, a damaged file."""

    def __init__(self, store: Path | str, reason: str, hint: str) -> None:
        super().__init__(f"The store {store} cannot be used: {reason}.", hint=hint)


class FullDiskError(StoreUnusableError):
    """The disk of the store is full, or so nearly that nothing more is entered."""

    final = True

    def __init__(self, file: Path, reason: str, needed: int) -> None:
        hint = f"Free at least {needed // 1024 // 1024} MiB, then start again or `deskhand resume`."
        super().__init__(file, reason, hint)


class NewerStoreError(EnvironmentFault):
    """The store was written by a newer version."""

    def __init__(self, store: str, found: str, known: str) -> None:
        super().__init__(
            f"The store {store} was written by a newer Deskhand (schema {found}, this one knows "
            f"{known}).",
            hint="Install the newer version again, or use the backup made before the upgrade.",
        )


class OlderStoreError(EnvironmentFault):
    """A store that other hosts use is migrated only when somebody says so."""

    def __init__(self, store: str, found: str, known: str) -> None:
        super().__init__(
            f"The store {store} has schema {found}, and this version needs {known}.",
            hint="Stop the workers of the older version, then `deskhand store migrate`.",
        )


class MovedStoreError(EnvironmentFault):
    """The store lives elsewhere now; what is left here would know nothing of what is entered."""

    def __init__(self, store: str, to: str) -> None:
        super().__init__(
            f"The store {store} was moved to {to}.",
            hint=f"Say so in settings.toml: store = {json.dumps(to, ensure_ascii=False)}",
        )


class StoreInUseError(InputError):
    """What exchanges the store's file or tables waits until nobody works with it."""

    def __init__(self, store: str, what: str, users: Sequence[str]) -> None:
        self.users = tuple(users)
        shown = "; ".join(users[:SHOWN])
        more = f"; and {len(users) - SHOWN} more" if len(users) > SHOWN else ""
        super().__init__(
            f"The store {store} is in use, so it cannot be {what}: {shown}{more}.",
            hint="End that, and try again; the lease of a process that was killed runs out "
            "within a minute. Nothing was changed.",
        )


class UnknownStoreError(InputError):
    """Only SQLite files and PostgreSQL databases are served."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"The store {url.partition('://')[0]}://… is not served.",
            hint='Give a file, store = "store/deskhand.db" in settings.toml, or a PostgreSQL '
            "database, postgresql://user@host/database.",
        )


class PasswordInStoreUrlError(InputError):
    """Settings and argument lists are read by others than those who may know a password."""

    def __init__(self) -> None:
        super().__init__(
            "The store's URL holds a password.",
            hint="Leave it out, and say it once with `deskhand secrets set STORE_PASSWORD`, or "
            "put it into credentials.env under that name.",
        )


class NoPostgresqlError(EnvironmentFault):
    """The extra that speaks to PostgreSQL is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "The store is a PostgreSQL database, and what speaks to it is not installed.",
            hint="Install it: pip install 'deskhand[postgres]'",
        )


class LostItemError(DeskhandError):
    """This attempt no longer holds its item: another worker took it over."""

    def __init__(self, item: int) -> None:
        super().__init__(
            f"Item {item} is no longer held by this worker, so nothing more is written for it."
        )


class NoSuchRunError(InputError):
    """There is no run of that name."""

    def __init__(self, run: str) -> None:
        super().__init__(f"There is no run {run!r}.", hint="`deskhand runs` lists them.")


class NoSuchItemError(InputError):
    """There is no item of that number or key."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no item {name!r}.", hint="`deskhand items` lists them.")
