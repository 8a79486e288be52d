"""Puts a file in its place completely or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from runner.errors import EnvironmentFault


class NotWrittenError(EnvironmentFault):
    """The disk, the rights or another program do not let a file be written."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(
            f"{file} could not be written: {why}. It is as it was.",
            hint="Look at its rights and at the space on the disk, and whether a program holds it.",
        )


def replace_content(file: Path, content: bytes) -> None:
    """Write a file anew: whoever reads it sees the old content or the new, never a part.

    A link stays a link; the file keeps its mode. What is new is on the disk when this returns.

    Raises:
        NotWrittenError: it could not be written; nothing was changed.
    """
    target = file.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
    written: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
        written = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        written.chmod(mode)
        written.replace(target)
    except OSError as error:
        if written is not None:
            with suppress(OSError):
                written.unlink(missing_ok=True)
        raise NotWrittenError(file, error.strerror or type(error).__name__) from error
