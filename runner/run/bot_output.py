"""What a bot prints: kept beside the log, masked like everything else that is written."""

import io
from collections.abc import Callable
from typing import TextIO


class MaskedLines(io.TextIOBase):
    r"""A text stream that passes whole lines on, masked.

    Example:
        >>> kept = io.StringIO()
        >>> lines = MaskedLines(kept, lambda text: text.replace("hunter2", "•••"))
        >>> print("signed in with hunter", end="", file=lines)
        >>> print(2, file=lines)
        >>> kept.getvalue()
        'signed in with •••\n'
    """

    def __init__(self, kept: TextIO, masked: Callable[[str], str]) -> None:
        self._kept = kept
        self._masked = masked
        self._begun = ""

    def writable(self) -> bool:
        """Always."""
        return True

    def fileno(self) -> int:
        """The file beneath, for programs that the bot starts."""
        return self._kept.fileno()

    def write(self, text: str) -> int:
        """Keep what has come to the end of its line."""
        *whole, self._begun = (self._begun + text).split("\n")
        for line in whole:
            self._kept.write(self._masked(line) + "\n")
        self._kept.flush()
        return len(text)

    def close(self) -> None:
        """Keep the last line, even if it did not come to its end."""
        if self._begun:
            self.write("\n")
        super().close()
