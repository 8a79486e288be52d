"""Sources: what a run's items come from, as a person names it on the command line."""

from pathlib import Path
from typing import Any

from runner.bots import Bot
from runner.cli.progress import TerminalProgress
from runner.feeds import open_feed
from runner.feeds.feed import Feed
from runner.feeds.query import open_query, query_file
from runner.run.plan import RunPlan
from runner.vault import open_vault
from runner.workspace import Workspace


def open_source(
    workspace: Workspace, source: Path, plan: RunPlan, progress: TerminalProgress
) -> Feed:
    """The file, or the result of the query, that the items come from."""
    if query := query_file(source):
        vault = open_vault(workspace.root)
        return open_query(query, vault.get, mapping=plan.mapping, passed=progress.passed)
    return open_feed(
        source,
        sheet=plan.sheet,
        header_row=plan.header_row,
        mapping=plan.mapping,
        encoding=plan.encoding,
    )


def feed_file(source: Path | None) -> Path | None:
    """The file that tells one feed from another."""
    return None if source is None else (query_file(source) or source).resolve()


def tell_columns(bot: Bot[..., Any], feed: Feed, progress: TerminalProgress) -> None:
    """Say which columns feed the bot, and what else a person should know of the file."""
    found = feed.match(bot.parameters.model)
    where = f"sheet {found.sheet!r}, " if found.sheet else ""
    if found.header_row:
        progress.said(f"{feed.name}: {where}columns named in row {found.header_row}.")
    if found.unused:
        progress.said(f"Columns not used: {', '.join(map(str, found.unused))}.")
    for note in feed.notes:
        progress.said(note)
