"""Elements found again on changed pages, measured on releases of real form applications."""

import sys

from benchmarks.figures import Benchmark, Figures

CONTRACT = ("as_is", "ids", "links", "renamed", "reordered")
"""Modes with a goal."""


def run(short: bool) -> Figures:
    """Make the pages of the test applications where they are missing, and judge on them."""
    try:
        from benchmarks.healing.judging import figures
    except ModuleNotFoundError as error:
        sys.exit(f"This needs {error.name}: .venv/bin/pip install -r requirements/test.txt")
    return figures(short=short)


BENCHMARK = Benchmark(
    name="healing",
    summary="elements found again on changed pages: right, wrong, refused, in percent",
    run=run,
    least={
        "as_is.right": 97.0,
        "ids.right": 94.0,
        "links.right": 88.0,
        "renamed.right": 75.0,
    },
    goals={
        "as_is.wrong": 0.0,
        "ids.wrong": 0.1,
        "links.wrong": 0.1,
        "renamed.wrong": 0.1,
        "deleted_accept": 0.1,
        "twins_accept": 0.0,
        "lookup_p95_ms": 1.5,
        "index_ms": 10.0,
    },
    notes=(
        "Percentages are means over the test applications, which the model was not fitted to; n\n"
        "counts elements. deleted_accept: the share of deleted elements for which another one was\n"
        "taken, over the five modes; twins_accept: of those, the ones with a look-alike left.\n"
        "Peers are re-implemented, without geometry. Times are of a page with 5,000 controls."
    ),
)
