"""A unit: what a machine is told of the service, whichever way it starts services."""

from dataclasses import dataclass
from pathlib import Path

from runner.errors import EnvironmentFault, InputError
from runner.evidence.folder import safe_name

MARK = "Written by `deskhand service install`"

STOP_SECONDS = 180
"""How long a service may take to end its current steps before it is ended."""

RESTART_SECONDS = 10


class ForeignUnitError(InputError):
    """A file of that name is there, and somebody else has written it."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} is there already, and was not written for this workspace. Nothing was changed.",
            hint="Look at it; give the service another name with --name, or remove the file.",
        )


class NoUnitError(InputError):
    """The service was not installed."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"There is no service: {file} does not exist.",
            hint="Install it with `deskhand service install`.",
        )


class NotInstalledError(EnvironmentFault):
    """The file cannot be written, or the machine does not take it."""

    def __init__(self, what: str, commands: list[list[str]] | None = None) -> None:
        then = " ; ".join(" ".join(words) for words in commands or [])
        super().__init__(what, hint=f"When that is remedied: {then}" if then else None)


@dataclass(frozen=True, slots=True)
class Unit:
    """The service of one workspace."""

    name: str
    """`deskhand-bots`."""
    root: Path
    """The workspace."""
    program: Path
    """The interpreter that Deskhand is installed in."""
    arguments: tuple[str, ...] = ()
    """More for `deskhand serve`."""
    writes: tuple[Path, ...] = ()
    """Folders outside the workspace that it must write to."""
    account: str | None = None
    """Who it runs as, where the machine starts it, and not a person."""

    @property
    def command(self) -> tuple[str, ...]:
        """What is started."""
        # -P: no file of the workspace stands in the place of a library's.
        serve = ("-P", "-m", "runner", "serve", "--workspace", str(self.root))
        return (str(self.program), *serve, *self.arguments)

    @property
    def is_system(self) -> bool:
        """Whether the machine starts it when it starts, whoever signs in."""
        return self.account is not None

    @property
    def mark(self) -> str:
        """By this the file is known again."""
        return f"{MARK} for {str(self.root)!r}"


def unit_name(root: Path) -> str:
    """The usual name of a workspace's service."""
    return f"deskhand-{safe_name(root.name).lower()}"
