"""Loads selector files, and says everything that is wrong with one."""

from pathlib import Path

from pydantic import ValidationError

from runner.screens.assemble import Assembly
from runner.screens.errors import SelectorFileError
from runner.screens.kinds import misplaced
from runner.screens.links import dangling
from runner.screens.model import App
from runner.screens.policy import unsafe
from runner.screens.schema import SelectorFile
from runner.screens.source import read_source, source_of
from runner.yaml_source import FileProblem, Source
from runner.yaml_wording import reworded


def load(file: Path) -> App:
    """The app that a selector file describes.

    Raises SelectorFileError, which holds every problem found, each with file and line.
    """
    app, problems = _read(file)
    if app is None or problems:
        raise SelectorFileError(problems)
    return app


def check(file: Path) -> list[FileProblem]:
    """Everything that is wrong with a selector file; an empty list when nothing is."""
    return _read(file)[1]


def load_content(file: Path, content: bytes) -> App:
    """Like `load`, for what is or will be the content of the file."""
    return app_of(source_of(file, content))


def app_of(source: Source) -> App:
    """Like `load`, for a file that was read."""
    app, problems = _checked(source)
    if app is None or problems:
        raise SelectorFileError(problems)
    return app


def _read(file: Path) -> tuple[App | None, list[FileProblem]]:
    try:
        return _checked(read_source(file))
    except SelectorFileError as error:
        return None, error.problems


def _checked(source: Source) -> tuple[App | None, list[FileProblem]]:
    try:
        entry = _validated(source)
    except SelectorFileError as error:
        return None, error.problems
    assembly = Assembly(source)
    app = assembly.app(entry)
    problems = assembly.problems or [*dangling(app), *misplaced(app), *unsafe(app)]
    return app, sorted(problems, key=lambda problem: problem.line)


def _validated(source: Source) -> SelectorFile:
    if not isinstance(source.values, dict):
        said = "a selector file is keys and values, not a list or a text."
        raise SelectorFileError([source.problem((), said)])
    try:
        return SelectorFile.model_validate(source.values)
    except ValidationError as error:
        errors = error.errors(include_input=False, include_url=False)
        worded = [reworded(dict(one), SelectorFile) for one in errors]
    raise SelectorFileError([source.problem(*problem) for problem in worded]) from None
