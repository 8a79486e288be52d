"""Installing: the file in its place, and the machine told of it; taken out again without a trace."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from runner.serve.units.elsewhere import commented, launchd_file, launchd_text, task_file, task_text
from runner.serve.units.systemd import systemd_file, systemd_text
from runner.serve.units.unit import ForeignUnitError, NotInstalledError, NoUnitError, Unit

Call = Callable[[list[str]], tuple[int, str]]
"""Runs a command; gives its exit code and what it said."""


def called(words: list[str]) -> tuple[int, str]:
    """Run a command of the machine."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        return 127, f"{words[0]} cannot be run ({type(error).__name__})"
    return done.returncode, (done.stderr or done.stdout).strip()


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one kind of machine is told of a service."""

    file: Path
    content: bytes
    install: tuple[list[str], ...]
    uninstall: tuple[list[str], ...]
    status: list[str]
    logs: list[str]
    notes: tuple[str, ...] = ()
    """What a person still has to know or do."""
    is_temporary: bool = False
    """The machine keeps the definition itself; the file is of no more use."""


def recipe(unit: Unit, system: str) -> Recipe:
    """The recipe for a machine, by `sys.platform`."""
    if system == "win32":
        return _windows(unit)
    return _macos(unit) if system == "darwin" else _linux(unit)


def _linux(unit: Unit) -> Recipe:
    whose = [] if unit.is_system else ["--user"]
    control = ["systemctl", *whose]
    reload = [*control, "daemon-reload"]
    person = os.environ.get("USER") or "$USER"
    lingering = f"It stops when you sign out, unless you say once: loginctl enable-linger {person}"
    return Recipe(
        systemd_file(unit),
        systemd_text(unit).encode(),
        (reload, [*control, "enable", "--now", unit.name]),
        ([*control, "disable", "--now", unit.name],),
        [*control, "status", "--no-pager", unit.name],
        ["journalctl", *whose, "--no-pager", "-n", "200", "-u", unit.name],
        () if unit.is_system else (lingering,),
    )


def _macos(unit: Unit) -> Recipe:
    domain = "system" if unit.is_system else f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"
    file = launchd_file(unit)
    return Recipe(
        file,
        launchd_text(unit).encode(),
        (["launchctl", "bootstrap", domain, str(file)],),
        (["launchctl", "bootout", f"{domain}/{unit.name}"],),
        ["launchctl", "print", f"{domain}/{unit.name}"],
        ["tail", "-n", "200", str(unit.root / "logs" / "service.out")],
    )


def _windows(unit: Unit) -> Recipe:
    name, file = f"\\Deskhand\\{unit.name}", task_file(unit)
    return Recipe(
        file,
        task_text(unit).encode("utf-16"),
        (
            ["schtasks", "/Create", "/TN", name, "/XML", str(file)],
            ["schtasks", "/Run", "/TN", name],
        ),
        (["schtasks", "/End", "/TN", name], ["schtasks", "/Delete", "/F", "/TN", name]),
        ["schtasks", "/Query", "/V", "/FO", "LIST", "/TN", name],
        ["cmd", "/c", "type", str(unit.root / "logs" / "service.log")],
        ("Windows ends a task at once: what was begun is looked at when it starts again.",),
        is_temporary=True,
    )


def is_foreign(file: Path, unit: Unit) -> bool:
    """Whether a file is there that was not written for this workspace."""
    if not file.exists():
        return False
    marks = (unit.mark, commented(unit.mark), escape(unit.mark))
    text = file.read_bytes()
    return not any(mark.encode(kind) in text for mark in marks for kind in ("utf-8", "utf-16-le"))


def install(unit: Unit, way: Recipe, call: Call = called) -> None:
    """Write the file, and have the machine start the service.

    Raises:
        ForeignUnitError: somebody else's file is in its place; nothing was changed.
        NotInstalledError: it cannot be written, or the machine does not take it.
    """
    if is_foreign(way.file, unit):
        raise ForeignUnitError(way.file)
    try:
        way.file.parent.mkdir(parents=True, exist_ok=True)
        way.file.write_bytes(way.content)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        hint = " A unit of the machine is written by root." if unit.is_system else ""
        raise NotInstalledError(f"{way.file} cannot be written: {reason}.{hint}") from error
    for number, words in enumerate(way.install):
        code, said = call(words)
        if code:
            left = list(way.install[number:])
            what = f"{way.file} is written, but `{' '.join(words)}` failed: {one_line(said)}."
            raise NotInstalledError(what, left)
    if way.is_temporary:
        way.file.unlink(missing_ok=True)


def uninstall(unit: Unit, way: Recipe, call: Call = called) -> None:
    """End the service, and take its file out.

    Raises:
        NoUnitError: it is not there.
        ForeignUnitError: the file is somebody else's; nothing was changed.
        NotInstalledError: the machine does not let it go.
    """
    if not way.is_temporary and not way.file.exists():
        raise NoUnitError(way.file)
    if is_foreign(way.file, unit):
        raise ForeignUnitError(way.file)
    failed = [(words, said) for words in way.uninstall for code, said in [call(words)] if code]
    way.file.unlink(missing_ok=True)
    if failed:
        words, said = failed[-1]
        what = f"The file is gone, but `{' '.join(words)}` failed: {one_line(said)}."
        raise NotInstalledError(what, [words])


def one_line(text: str) -> str:
    """What a command said, shortened."""
    return " ".join(text.split())[:300].rstrip(".") or "it said nothing"
