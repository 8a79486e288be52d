"""The house style, measured: sizes of modules and functions, docstrings, names."""

import ast
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path
    for folder in ("runner", "bots", "demo", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations/versions" not in path.as_posix()
)
PUBLIC = [path for path in MODULES if path.is_relative_to(ROOT / "runner")]
VAGUE_NAMES = {"utils", "helpers", "common", "manager", "misc", "base"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines_of(path: Path) -> int:
    return sum(1 for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def functions(path: Path) -> list[Function]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def body_lines(path: Path, function: Function) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body:
        return 0
    source = path.read_text(encoding="utf-8").splitlines()
    return sum(1 for line in source[body[0].lineno - 1 : body[-1].end_lineno] if line.strip())


def is_overload(node: ast.AST) -> bool:
    """Only the types of a function that says below what it is for."""
    marks = getattr(node, "decorator_list", [])
    return any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in marks)


ALL_BODIES = [body_lines(path, function) for path in MODULES for function in functions(path)]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_module_holds_one_concept(path: Path) -> None:
    assert lines_of(path) <= 300
    assert path.stem not in VAGUE_NAMES


def test_modules_are_small_on_the_whole() -> None:
    assert statistics.median(lines_of(path) for path in MODULES) <= 130


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_function_bodies_stay_within_40_lines(path: Path) -> None:
    long = {f.name: body_lines(path, f) for f in functions(path) if body_lines(path, f) > 40}

    assert long == {}


def test_functions_are_small_on_the_whole() -> None:
    at_most_ten = sum(1 for lines in ALL_BODIES if lines <= 10) / len(ALL_BODIES)

    assert at_most_ten >= 0.7
    assert statistics.quantiles(ALL_BODIES, n=10)[-1] <= 22


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_public_names_say_what_they_are_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, Function | ast.ClassDef)
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
        and not is_overload(node)
    ]

    assert silent == []
    assert ast.get_docstring(tree)
