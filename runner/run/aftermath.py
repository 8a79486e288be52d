"""The aftermath of a run: results workbook, report, and the reasons for what was not done."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.bots import Bot
from runner.errors import DeskhandError
from runner.evidence.drift import drift
from runner.item import ItemState, RunId
from runner.run.plan import RunPlan
from runner.store.runs import RunRecord
from runner.store.store import Store

if TYPE_CHECKING:  # spreadsheets are heavy: they are imported when one is written
    from runner.evidence.results import SourceTable
    from runner.feeds import Feed

OWN_BOOKS = (".xlsx", ".xlsm")
"""Workbooks that are given back with their formats; others become a new workbook."""

NOT_DONE = (ItemState.REJECTED, ItemState.FAILED, ItemState.IN_DOUBT)

REASONS = 8
"""Kinds of reasons that a summary names; the report has all."""

KEPT_NAME = "source"
"""The private copy of the person's file, as it was when the run began."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What a run leaves for people."""

    report: Path | None
    results: Path | None
    reasons: tuple[tuple[str, int], ...] = ()
    """Why items were not done, the most frequent first, with how many; not every one."""
    notes: tuple[str, ...] = ()
    """What could not be kept or written, and why."""


def kept_source(folder: Path, plan: RunPlan) -> Path | None:
    """Where the copy of the run's file lies, if it came from one."""
    return None if plan.feed_path is None else folder / f"{KEPT_NAME}{plan.feed_path.suffix}"


def write_papers(record: RunRecord, bot: Bot[..., Any], store: Store, evidence: Path) -> Papers:
    """Write results and report. What cannot be written is said; the run's outcome stands."""
    folder = evidence / record.id
    plan = RunPlan.model_validate(record.plan)
    notes = [*store.repairs.healed(record.id), *drift(folder / "log.jsonl")]
    results = report = None
    try:
        report = write_report_file(record, bot, store, folder, notes)
    except DeskhandError as error:
        notes.append(error.sentence())
    try:
        results, said = write_results_file(plan, bot, store, record.id, folder)
        notes += said
    except DeskhandError as error:
        notes.append(error.sentence())
    reasons = store.outcomes.reasons(record.id, NOT_DONE, REASONS)
    return Papers(report, results, tuple(reasons), tuple(notes))


def write_results_file(
    plan: RunPlan, bot: Bot[..., Any], store: Store, run: str, folder: Path
) -> tuple[Path, Sequence[str]]:
    """The person's own rows with status, message, record number, time and evidence."""
    from runner.evidence.results import SourceSheet, write_results
    from runner.feeds import open_feed

    outcomes = store.outcomes.of_run(run)
    target = folder / "results.xlsx"
    source = kept_source(folder, plan)
    if source is None or not source.exists():
        written = write_results(outcomes, target)
        return written.path, written.notes
    with ExitStack() as stack:
        feed = stack.enter_context(
            open_feed(
                source,
                sheet=plan.sheet,
                header_row=plan.header_row,
                mapping=plan.mapping,
                encoding=plan.encoding,
            )
        )
        found = feed.match(bot.parameters.model)
        sheet = None
        if source.suffix.lower() in OWN_BOOKS and found.sheet is not None:
            sheet = SourceSheet(source, found.sheet, found.header_row)
        written = write_results(outcomes, target, source=sheet, table=table_of(feed, bot))
        return written.path, written.notes


def table_of(feed: "Feed", bot: Bot[..., Any]) -> "SourceTable":
    """The feed's own columns and rows."""
    from runner.evidence.results import SourceTable

    found = feed.match(bot.parameters.model)
    columns = sorted((*found.matched.values(), *found.unused), key=lambda column: column.index)

    def rows() -> Iterator[tuple[int, Sequence[object]]]:
        for row in feed.table(found.sheet).rows():
            if row.number > found.header_row and not row.empty():
                values = row.values
                yield (
                    row.number,
                    [values[c.index] if c.index < len(values) else None for c in columns],
                )

    return SourceTable([column.name for column in columns], rows())


def write_report_file(
    record: RunRecord, bot: Bot[..., Any], store: Store, folder: Path, notes: Sequence[str] = ()
) -> Path:
    """The report that a person opens first."""
    from runner.evidence.report import ReportHead, write_report

    head = ReportHead(
        bot=bot.name,
        run=RunId(record.id),
        started=record.started_at,
        ended=record.ended_at,
        about=bot.summary,
        source=record.feed,
        facts=facts(record),
        notes=(*((record.message,) if record.message else ()), *notes),
    )
    return write_report(head, store.outcomes.of_run(record.id), folder / "report.html")


def facts(record: RunRecord) -> dict[str, str]:
    """How the run was done, as far as a reader needs it."""
    plan = RunPlan.model_validate(record.plan)
    told = {
        "Started by": record.started_by,
        "Apps": ", ".join(f"{name}: {app.file}" for name, app in plan.apps.items()),
        "Options": ", ".join(f"{name}={value}" for name, value in plan.options.items()),
        "Sessions": str(plan.sessions) if plan.sessions > 1 else "",
        "Dry run": "nothing was entered" if plan.dry_run else "",
    }
    return {name: text for name, text in told.items() if text}
