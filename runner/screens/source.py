"""Reads selector files into plain values, and remembers on which line each key stands."""

from pathlib import Path

from ruamel.yaml.nodes import Node

from runner import yaml_source
from runner.screens.errors import SelectorFileError
from runner.yaml_source import FileKind, Source

SELECTOR_FILE = FileKind(
    "selector file",
    needs="It needs `version`, `app` and `screens`.",
    missing="Write it, or let `deskhand new app` do it.",
    error=SelectorFileError,
)


def read_source(file: Path) -> Source:
    """Reads a selector file of at most 1 MB. Raises SelectorFileError."""
    return yaml_source.read_source(file, SELECTOR_FILE)


def source_of(file: Path, content: bytes) -> Source:
    """Like `read_source`, for what is or will be the content of the file."""
    return yaml_source.source_of(file, content, SELECTOR_FILE)


def values_of(file: Path, root: Node) -> Source:
    """The values that the nodes of a file stand for. Raises SelectorFileError."""
    return yaml_source.values_of(file, root, SELECTOR_FILE)


def composed(file: Path, text: str) -> Node:
    """The nodes of a text, with their places in it. Raises SelectorFileError."""
    return yaml_source.composed(file, text, SELECTOR_FILE)


def content_of(file: Path) -> bytes:
    """The bytes of a selector file. Raises SelectorFileError when it cannot be read."""
    return yaml_source.content_of(file, SELECTOR_FILE)


def decoded(file: Path, raw: bytes) -> str:
    """The text of a selector file, without its byte order mark. Raises SelectorFileError."""
    return yaml_source.decoded(file, raw, SELECTOR_FILE)
