"""The schedules of a workspace, for commands."""

from runner.errors import InputError
from runner.schedules.book import NAME, ScheduleBook, read_book
from runner.workspace import Workspace


class NoSchedulesError(InputError):
    """A workspace in which nothing starts by itself."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            f"{workspace.root / NAME} has no schedules.",
            hint="Write some below `schedules:`; docs/schedules.md of Deskhand shows how.",
        )


def book_of(workspace: Workspace) -> ScheduleBook:
    """The workspace's schedules and triggers.

    Raises:
        SchedulesFileError: the file is missing or cannot be used.
    """
    return read_book(workspace.root / NAME)
