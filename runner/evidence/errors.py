"""Why evidence could not be kept."""

import errno
from pathlib import Path

from runner.errors import EnvironmentFault, InputError

_REASONS = {
    errno.ENOSPC: ("there is no space left on the disk", "Free some space"),
    errno.EDQUOT: ("the disk quota is used up", "Free some space"),
    errno.EROFS: ("the disk is read-only", "Choose a folder that can be written to"),
    errno.EACCES: ("permission denied", "Choose a folder that can be written to"),
    errno.EPERM: ("permission denied", "Choose a folder that can be written to"),
}


class NotWritableError(EnvironmentFault):
    """A file of the evidence cannot be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        self.path = path
        otherwise = ((error.strerror or type(error).__name__).lower(), "Remove the cause")
        reason, remedy = _REASONS.get(error.errno or 0, otherwise)
        super().__init__(
            f"{str(path)!r} cannot be written: {reason}.",
            hint=f"{remedy}, then go on with `deskhand resume`.",
        )


class OpenElsewhereError(EnvironmentFault):
    """The results workbook is open in a spreadsheet program that locks it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{path.name!r} is open in another program and cannot be replaced.",
            hint="Close it there, then write the results again.",
        )


class LittleSpaceError(EnvironmentFault):
    """Too little space is left to keep the evidence of a run."""

    final = True

    def __init__(self, folder: Path, free: int, wanted: int) -> None:
        super().__init__(
            f"Only {free // 2**20:,} MB are free at {str(folder)!r}; "
            f"a run needs {wanted // 2**20:,} MB for its evidence.",
            hint="Free some space, then start again or `deskhand resume`; --pictures failure keeps less.",
        )


class NoSourceError(InputError):
    """The workbook that the results belong into is gone or damaged."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The results cannot be written back into {path.name!r}: {reason}.",
            hint="They are in the report and in a workbook of their own.",
        )
