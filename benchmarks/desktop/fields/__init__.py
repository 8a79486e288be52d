"""Windows with one text field each, of several toolkits, and a thief: processes of their own."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DEBIAN = "/usr/bin/python3"
LONGEST_SECONDS = 60.0
PROGRAMS = {
    "gtk3": (DEBIAN, "gtk_field.py", "3", "import gi; gi.require_version('Gtk', '3.0')"),
    "gtk4": (DEBIAN, "gtk_field.py", "4", "import gi; gi.require_version('Gtk', '4.0')"),
    "qt5": (DEBIAN, "qt_field.py", "5", "import PyQt5.QtWidgets"),
    "qt6": (sys.executable, "qt_field.py", "6", "import PySide6.QtWidgets"),
    "tk": (sys.executable, "tk_field.py", "-", "import tkinter"),
}

SILENT = {"NO_AT_BRIDGE": "1", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "0"}


def is_there(toolkit: str) -> bool:
    """Whether this machine has a toolkit."""
    program, _, _, trial = PROGRAMS[toolkit]
    if not Path(program).exists():
        return False
    return subprocess.run([program, "-c", trial], capture_output=True, check=False).returncode == 0


@dataclass(slots=True)
class Field:
    """A window with a field that can be asked what it holds."""

    process: "subprocess.Popen[str]"
    pause: threading.Event = field(default_factory=threading.Event)

    def ask(self, **said: object) -> dict[str, Any]:
        """Tell it something; it answers what it holds."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(said) + "\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))

    @property
    def window(self) -> int:
        """Its number, as X11 has it."""
        return int(self.ask()["window"])

    @property
    def text(self) -> str:
        """What it holds."""
        return str(self.ask()["text"])

    def take(self, text: str = "") -> None:
        """It holds another text, and takes the focus; returns when it has it."""
        until = time.monotonic() + LONGEST_SECONDS
        self.ask(text=text)
        while not self.ask(focus=True)["focus"]:
            assert time.monotonic() < until, "the field did not take the focus"
            self.pause.wait(0.02)


@contextmanager
def a_field(
    toolkit: str, environment: Mapping[str, str], title: str = "Field", *, accessible: bool = False
) -> Iterator[Field]:
    """A field of a toolkit on a display; most of them tell nothing by accessibility."""
    program, file, version, _ = PROGRAMS[toolkit]
    own = dict(environment) if accessible else dict(environment) | SILENT
    with _process([program, str(HERE / file), version, title], own) as process:
        yield Field(process)


@contextmanager
def a_thief(environment: Mapping[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """A thief at work; `communicate()` ends it and gives what it tells."""
    with _process([sys.executable, str(HERE / "thief.py")], dict(environment)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process


@contextmanager
def a_writer(environment: Mapping[str, str], every_ms: int) -> Iterator[None]:
    """Another program that writes into the clipboard all the time."""
    words = [sys.executable, str(HERE / "writer.py"), str(every_ms)]
    with _process(words, dict(environment)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield


@contextmanager
def _process(words: list[str], environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()
