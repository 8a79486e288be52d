"""What a traced program did to its files, and told others, as `strace -f -y -xx` has written it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from random import Random

CALLS = "pwrite64,write,sendto,fsync,fdatasync,ftruncate,unlink"
COMMAND = ("strace", "-f", "-y", "-xx", "-s", "200000", "--seccomp-bpf", "-e", f"trace={CALLS}")

SECTOR = 512
"""What a disk writes whole, or not at all."""

BEGUN = re.compile(r"(\d+) +(\w+)\((.*)")
RESUMED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>")
HEX = re.compile(r"(?:\\x[0-9a-f]{2})+")
NUMBERS = re.compile(r", (\d+)")


@dataclass(frozen=True, slots=True)
class Call:
    """A system call at its beginning, or a sync at its end."""

    process: int
    name: str
    place: str
    """The file, or `pipe:[…]` and `socket:[…]`."""
    data: bytes = b""
    number: int = 0
    """Where a write begins, or to what size a file is cut."""
    ended: bool = False
    """A sync that has come back; what was written before it began is on the disk now."""


def calls(lines: Iterable[str]) -> Iterator[Call]:
    """The calls of a trace, in the order in which they began; a sync once more when it ends."""
    syncing: dict[str, Call] = {}
    for line in lines:
        if (found := RESUMED.match(line)) is not None:
            sync = syncing.pop(found[1], None)
            if sync is not None and " = 0" in line:
                yield ended(sync)
        elif (found := BEGUN.match(line)) is not None and " = -1 " not in line[-60:]:
            call = begun(int(found[1]), found[2], found[3])
            yield call
            if "sync" in call.name:
                if line.rstrip().endswith("<unfinished ...>"):
                    syncing[found[1]] = call
                else:
                    yield ended(call)


def begun(process: int, name: str, rest: str) -> Call:
    """One call by its name and what stands in its brackets."""
    words = [bytes.fromhex(word.replace("\\x", "")) for word in HEX.findall(rest)]
    place = words[0].decode("utf-8", "replace") if words else ""
    numbers = [int(number) for number in NUMBERS.findall(rest[rest.rfind('"') + 1 :])]
    if name == "ftruncate":
        numbers = [int(number) for number in NUMBERS.findall(rest)]
    return Call(process, name, place, words[1] if len(words) > 1 else b"", (numbers or [0])[-1])


def ended(sync: Call) -> Call:
    """The end of a sync."""
    return Call(sync.process, sync.name, sync.place, ended=True)


@dataclass(slots=True)
class File:
    """One file: what is on the disk for sure, and what was written since."""

    synced: bytearray = field(default_factory=bytearray)
    unsynced: list[Call] = field(default_factory=list)
    syncing: dict[int, int] = field(default_factory=dict)
    """By process: how much of `unsynced` its sync covers."""

    def sync_begins(self, process: int) -> None:
        self.syncing[process] = len(self.unsynced)

    def sync_ends(self, process: int) -> None:
        """What the sync covers is on the disk."""
        covered = self.syncing.pop(process, 0)
        for call in self.unsynced[:covered]:
            apply(self.synced, call)
        del self.unsynced[:covered]
        self.syncing = {each: max(0, left - covered) for each, left in self.syncing.items()}

    def after_cut(self, chance: Random | None) -> bytes:
        """What is found after a power cut: the synced, and what chance has let through besides."""
        content = bytearray(self.synced)
        for call in self.unsynced if chance is not None else ():
            for part in sectors(call):
                if chance is not None and chance.random() < 0.5:
                    apply(content, part)
        return bytes(content)


@dataclass(slots=True)
class Disk:
    """One folder of a disk that promises nothing that was not synced, names of files neither."""

    folder: str
    deaf_to: str = "\0"
    """Files whose names end so are never synced: what a proof must notice."""
    files: dict[str, File] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    """Files whose names may be gone."""
    removed: dict[str, File] = field(default_factory=dict)
    """Files whose names may be there still."""

    def take(self, call: Call) -> None:
        """Follow one call."""
        path = PurePath(call.place)
        if call.place == self.folder and call.ended:
            self.fresh.clear()
            self.removed.clear()
        elif str(path.parent) == self.folder:
            self._take(path.name, call)

    def _take(self, name: str, call: Call) -> None:
        if call.name == "unlink":
            gone = self.files.pop(name, None)
            if gone is not None and name not in self.fresh:
                self.removed[name] = gone
        elif "sync" not in call.name:
            if name not in self.files:
                self.files[name] = File()
                self.fresh.add(name)
            self.files[name].unsynced.append(call)
        elif name in self.files and not name.endswith(self.deaf_to):
            file = self.files[name]
            (file.sync_ends if call.ended else file.sync_begins)(call.process)

    def after_cut(self, chance: Random | None) -> dict[str, bytes]:
        """The files that are found after a power cut; without a chance, only what was synced."""
        found = {
            name: file.after_cut(chance) for name, file in self.removed.items() if kept(chance)
        }
        for name, file in self.files.items():
            if name not in self.fresh or (chance is not None and kept(chance)):
                found[name] = file.after_cut(chance)
        return found


def kept(chance: Random | None) -> bool:
    """Whether chance keeps the old; without it, what was not synced has not happened."""
    return chance is None or chance.random() < 0.5


def sectors(call: Call) -> Iterator[Call]:
    """A write in the pieces that a disk writes."""
    if call.name == "ftruncate":
        yield call
    for start in range(0, len(call.data), SECTOR):
        data = call.data[start : start + SECTOR]
        yield Call(call.process, call.name, call.place, data, call.number + start)


def apply(content: bytearray, call: Call) -> None:
    """Change a file's content as a call does."""
    if call.name == "ftruncate":
        del content[call.number :]
        content.extend(bytes(call.number - len(content)))
        return
    content.extend(bytes(max(0, call.number - len(content))))
    content[call.number : call.number + len(call.data)] = call.data
