"""Loads selector files, and says everything that is wrong with one."""

from pathlib import Path

from pydantic import ValidationError

from runner.screens.assemble import Assembly
from runner.screens.errors import FileProblem, SelectorFileError
from runner.screens.links import dangling
from runner.screens.model import App
from runner.screens.schema import SelectorFile
from runner.screens.source import Source, read_source
from runner.screens.wording import reworded


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


def _read(file: Path) -> tuple[App | None, list[FileProblem]]:
    try:
        source = read_source(file)
        entry = _validated(source)
    except SelectorFileError as error:
        return None, error.problems
    assembly = Assembly(source)
    app = assembly.app(entry)
    problems = assembly.problems or dangling(app)
    return app, sorted(problems, key=lambda problem: problem.line)


def _validated(source: Source) -> SelectorFile:
    if not isinstance(source.values, dict):
        said = "a selector file is keys and values, not a list or a text."
        raise SelectorFileError([source.problem((), said)])
    try:
        return SelectorFile.model_validate(source.values)
    except ValidationError as error:
        errors = error.errors(include_input=False, include_url=False)
        worded = [reworded(dict(one)) for one in errors]
    raise SelectorFileError([source.problem(*problem) for problem in worded]) from None
