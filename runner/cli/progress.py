"""Progress of a run on a terminal: a bar with counts; without a terminal, now and then a line."""

import sys
import time
from collections import Counter

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from runner.cli.printing import COLOURS, one_line
from runner.item import ItemState

LINE_EVERY = 10.0
"""Seconds between two lines where there is no terminal."""

ENDINGS = (
    ItemState.DONE,
    ItemState.REJECTED,
    ItemState.FAILED,
    ItemState.IN_DOUBT,
    ItemState.WAITING,
)


class TerminalProgress:
    """Tells a person on standard error; standard output stays for results."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet, highlight=False)
        self._live = self._console.is_terminal and not quiet
        # Without a terminal nothing is wrapped: a line is a line for whoever reads the file.
        self._console.soft_wrap = not self._live
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[counts]}"),
            console=self._console,
            transient=True,
        )
        self._task = self._bar.add_task("", total=None, counts="")
        self._counts: Counter[ItemState] = Counter()
        self._total = self._left = self._ended = 0
        self._last_line = 0.0
        self._last_read = time.monotonic()

    def passed(self, done: int, total: int | None) -> None:
        """Say how far a feed was read or, once its rows are counted, taken in."""
        if self._live:
            what = "Reading" if total is None else "Taking in"
            self._bar.update(self._task, description=what, completed=done, total=total)
            self._bar.start()
        elif time.monotonic() - self._last_read > LINE_EVERY:
            self._last_read = time.monotonic()
            far = f"{done:,} rows read" if total is None else f"{done:,} of {total:,} rows taken in"
            self._console.print(f"  {far} …")
            sys.stderr.flush()

    def began(self, run: str, total: int, left: int) -> None:
        """Say what there is to do."""
        self._total, self._left = total, left
        rest = "" if left == total else f", {left} to be worked"
        self._console.print(f"Run {run}: {counted(total)}{rest}.")
        if self._live and left:
            self._bar.update(self._task, completed=0, total=left, description="Working")
            self._bar.start()

    def item_began(self, worker: str, key: str | None) -> None:
        """Show what is at work."""
        del worker
        if self._live:
            self._bar.update(self._task, description=f"Working {one_line(key or '', 30):<12}")

    def item_ended(self, worker: str, key: str | None, state: ItemState, message: str) -> None:
        """Count it; name what did not go well."""
        del worker
        if state is ItemState.NEW:
            if message:
                self.said(f"{key}: {message} It will be tried again.")
            return
        self._counts[state] += 1
        self._ended += 1
        if state is not ItemState.DONE:
            line = Text(f"  {state.value:<9}", style=COLOURS[state])
            self._console.print(line.append(f" {one_line(f'{key}: {message}')}", style="default"))
        self._step_bar()

    def said(self, message: str) -> None:
        """Print a sentence above the bar."""
        self._console.print(Text(f"  {one_line(message, 500)}", style="dim"))

    def confirm(self, question: str) -> bool | None:
        """Ask whoever sits at the terminal; None when nobody does."""
        if not self._live or not sys.stdin.isatty():
            return None
        self._bar.stop()
        self._console.print(Text(question))
        answer = self._console.input(Text("  Use it? [y/N] ")).strip().lower()
        self._bar.start()
        return answer in {"y", "yes"}

    def ended(self) -> None:
        """Take the bar away."""
        if self._live:
            self._bar.stop()

    def _step_bar(self) -> None:
        counts = ", ".join(
            f"{self._counts[state]} {state.value}" for state in ENDINGS if self._counts[state]
        )
        if self._live:
            self._bar.update(self._task, completed=self._ended, counts=counts)
        elif time.monotonic() - self._last_line > LINE_EVERY or self._ended == self._left:
            self._last_line = time.monotonic()
            self._console.print(f"  {self._ended} of {self._left}: {counts}")
            sys.stderr.flush()


def counted(items: int) -> str:
    """`1 item`, `20 items`."""
    return f"{items} item{'' if items == 1 else 's'}"
