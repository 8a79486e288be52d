"""What is started for a program on a VT terminal: the program itself, or ssh to its host."""

import shlex
import shutil
import sys
from dataclasses import dataclass

from runner.drivers.terminal.address import address_of
from runner.drivers.terminal.errors import NoSuchTerminalError, ProgramNotStartedError
from runner.screens.model import App

SSH = (
    "ssh",
    "-tt",
    "-o",
    "StrictHostKeyChecking=yes",
    "-o",
    "NumberOfPasswordPrompts=1",
    "-o",
    "ServerAliveInterval=15",
    "-o",
    "ServerAliveCountMax=3",
    "-o",
    "ForwardX11=no",
    "-o",
    "ForwardAgent=no",
)


@dataclass(frozen=True, slots=True)
class Command:
    """A program and its arguments."""

    words: tuple[str, ...]
    name: str
    """What errors call it."""
    remote: bool = False
    """Whether it is ssh, and the program itself runs elsewhere."""


def command_of(app: App, address: str) -> Command:
    """What is started. With an `ssh://` address `start` is what runs on that host.

    Raises:
        NoSuchTerminalError: the address is none, or this machine has no such terminals.
        ProgramNotStartedError: the program is not installed.
    """
    if sys.platform == "win32":
        raise NoSuchTerminalError(app.name, "programs on terminals need Linux or macOS")
    command = _ssh(app, address) if address.startswith("ssh://") else _own(app, address)
    if shutil.which(command.words[0]) is None:
        raise ProgramNotStartedError(app.name, command.words[0], "it is not installed")
    return command


def _own(app: App, address: str) -> Command:
    words = tuple(app.program.command(address))
    return Command(words, words[0])


def _ssh(app: App, text: str) -> Command:
    if any("{address}" in word for word in app.program.start):
        return _own(app, text)
    address = address_of(app.name, text)
    user = ("-l", address.user) if address.user else ()
    there = (shlex.join(app.program.start),) if app.program.start else ()
    words = (*SSH, "-p", str(address.port), *user, "--", address.host, *there)
    return Command(words, str(address), remote=True)
