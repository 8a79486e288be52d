"""What can be wrong with the store, each in a sentence."""

from pathlib import Path

from runner.errors import DeskhandError, EnvironmentFault, InputError


class StoreOnNetworkError(EnvironmentFault):
    """SQLite needs locks and shared memory that network file systems do not give."""

    def __init__(self, file: Path, kind: str) -> None:
        super().__init__(
            f"The store {file} lies on a network share ({kind}), where SQLite loses data.",
            hint='Put it on a local disk: store = "/var/lib/deskhand/deskhand.db" in settings.toml.',
        )


class StoreUnusableError(EnvironmentFault):
    """The store cannot be opened or written: permissions, a full disk, a damaged file."""

    def __init__(self, file: Path, reason: str, hint: str) -> None:
        super().__init__(f"The store {file} cannot be used: {reason}.", hint=hint)


class FullDiskError(StoreUnusableError):
    """The disk of the store is full, or so nearly that nothing more is entered."""

    final = True

    def __init__(self, file: Path, reason: str, needed: int) -> None:
        hint = f"Free at least {needed // 1024 // 1024} MiB, then start again or `deskhand resume`."
        super().__init__(file, reason, hint)


class NewerStoreError(EnvironmentFault):
    """The store was written by a newer version."""

    def __init__(self, file: Path, found: str, known: str) -> None:
        super().__init__(
            f"The store {file} was written by a newer Deskhand (schema {found}, this one knows "
            f"{known}).",
            hint="Install the newer version again, or use the backup made before the upgrade.",
        )


class UnknownStoreError(InputError):
    """Only SQLite files are served so far."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"The store {url.partition('://')[0]}://… is not served by this version.",
            hint='Give the path of a file: store = "store/deskhand.db" in settings.toml.',
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
