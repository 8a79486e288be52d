"""Reads YAML into plain values and remembers on which line each key stands."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from runner.errors import InputError

MOST_BYTES = 1_000_000
MOST_NODES = 50_000
MOST_REPEATED = 5_000
"""Values that aliases may stand for, all together: a bomb multiplies, an honest file reuses."""
DEEPEST = 30

TAG = "tag:yaml.org,2002:"
TEXT_TAGS = frozenset(TAG + name for name in ("str", "int", "float", "timestamp", "value"))
BOOLEANS = {"true": True, "false": False}

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing that is wrong in a file, in one sentence."""

    file: Path
    line: int
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        said = f"{self.file.name}:{self.line}: {self.message}"
        return f"{said} {self.hint}" if self.hint else said


class ProblemsError(InputError):
    """A file cannot be used; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: list[FileProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is for, so that what is wrong with it can be said in its words."""

    noun: str
    """`selector file`, for one."""
    needs: str
    """What to write into an empty one."""
    missing: str
    """What to do when there is none."""
    error: type[ProblemsError]

    def refused(
        self, file: Path, line: int, message: str, hint: str | None = None
    ) -> ProblemsError:
        """The error of one problem."""
        return self.error([FileProblem(file, line, message, hint)])


@dataclass(slots=True)
class Source:
    """The values of a file, with the line of each."""

    file: Path
    values: object = None
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int:
        """The 1-based line of a key, or of the nearest key above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path_, message: str, hint: str | None = None) -> FileProblem:
        """A problem at the line of `path`."""
        return FileProblem(self.file, self.line(path), message, hint)


def read_source(file: Path, kind: FileKind) -> Source:
    """Reads a YAML file of at most 1 MB.

    Numbers stay the text that was written (`0012` keeps its zeros). Raises the kind's error
    for anything that is not plain YAML: tags, too many aliases, duplicate keys, tabs, NUL.
    """
    return source_of(file, content_of(file, kind), kind)


def source_of(file: Path, content: bytes, kind: FileKind) -> Source:
    """Like `read_source`, for what is or will be the content of the file."""
    return values_of(file, composed(file, decoded(file, content, kind), kind), kind)


def values_of(file: Path, root: Node, kind: FileKind) -> Source:
    """The values that the nodes of a file stand for. Raises the kind's error."""
    return _Reader(file, kind).read(root)


def composed(file: Path, text: str, kind: FileKind) -> Node:
    """The nodes of a text, with their places in it. Raises the kind's error."""
    try:
        with warnings.catch_warnings():
            # An anchor may be used again; the later one holds from there on.
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        what = (error.problem or "it cannot be read").split("\n")[0]
        raise kind.refused(
            file, line, f"this is not valid YAML: {what}.", _remedy(text, line)
        ) from None
    except (YAMLError, RecursionError, ValueError):
        raise kind.refused(file, 1, "this is not valid YAML.") from None
    if not isinstance(root, Node):
        raise kind.refused(file, 1, "the file is empty.", kind.needs)
    return root


def content_of(file: Path, kind: FileKind) -> bytes:
    """The bytes of a file. Raises the kind's error when it cannot be read."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise kind.refused(file, 1, _too_large(kind))
        return file.read_bytes()
    except FileNotFoundError:
        raise kind.refused(file, 1, f"there is no file {file}.", kind.missing) from None
    except OSError as error:
        raise kind.refused(file, 1, f"the file cannot be read: {error.strerror}.") from None


def decoded(file: Path, raw: bytes, kind: FileKind) -> str:
    """The text of a file, without its byte order mark. Raises the kind's error."""
    if len(raw) > MOST_BYTES:
        raise kind.refused(file, 1, _too_large(kind))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        hint = "Save it as UTF-8."
        raise kind.refused(file, line, "the file is not UTF-8 text.", hint) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise kind.refused(file, line, "there is a NUL character; this is no text file.")
    return text


def _too_large(kind: FileKind) -> str:
    return f"the file is larger than 1 MB; no {kind.noun} is."


def _remedy(text: str, line: int) -> str | None:
    lines = text.splitlines()
    here = lines[line - 1] if line <= len(lines) else ""
    indent = here[: len(here) - len(here.lstrip())]
    return "Indent with spaces, not tabs." if "\t" in indent else None


class _Reader:
    def __init__(self, file: Path, kind: FileKind) -> None:
        self.source = Source(file)
        self.kind = kind
        self.seen: set[int] = set()
        self.repeated = 0
        self.nodes = 0

    def read(self, root: Node) -> Source:
        self.source.values = self._value(root, ())
        return self.source

    def _value(self, node: Node, path: Path_) -> object:
        self._count(node, path)
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if isinstance(node, SequenceNode) and str(node.tag) == TAG + "seq":
            return [self._child(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, MappingNode) and str(node.tag) == TAG + "map":
            return dict(self._pairs(node, path))
        raise self._refuse(node, f"the tag {node.tag!s} is not allowed here.")

    def _child(self, node: Node, path: Path_) -> object:
        self.source.lines[path] = node.start_mark.line + 1
        return self._value(node, path)

    def _pairs(self, node: MappingNode, path: Path_) -> Iterator[tuple[str, object]]:
        met: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                raise self._refuse(key_node, "a key must be plain text.")
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in met:
                said = f"the key {key!r} stands twice; its first place is line {met[key]}."
                raise self._refuse(key_node, said)
            met[key] = line
            self.source.lines[(*path, key)] = line
            yield key, self._value(value_node, (*path, key))

    def _scalar(self, node: ScalarNode) -> str | bool | None:
        tag = str(node.tag)
        if tag == TAG + "bool":
            return BOOLEANS[str(node.value).lower()]
        if tag == TAG + "null":
            return None
        if tag in TEXT_TAGS:
            return str(node.value)
        raise self._refuse(node, f"the tag {tag} is not allowed in a {self.kind.noun}.")

    def _count(self, node: Node, path: Path_) -> None:
        self.nodes += 1
        if id(node) in self.seen:
            self.repeated += 1
        self.seen.add(id(node))
        if self.repeated > MOST_REPEATED:
            said = f"there are too many aliases: they stand for more than {MOST_REPEATED:,} values."
            raise self._refuse(node, said)
        if self.nodes > MOST_NODES or len(path) > DEEPEST:
            said = f"there are more than {MOST_NODES:,} values, or values nested deeper than {DEEPEST}."
            raise self._refuse(node, said)

    def _refuse(self, node: Node, message: str) -> ProblemsError:
        return self.kind.refused(self.source.file, node.start_mark.line + 1, message)
