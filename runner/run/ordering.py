"""Ordering: what somebody or something wants run is checked, and becomes an order."""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from runner.bots import Bot
from runner.feeds import draft_from_values, drafts, open_feed
from runner.feeds.feed import Feed
from runner.feeds.query import open_query, query_file
from runner.item import Draft
from runner.run.engine import Engine, Order
from runner.run.plan import PromisePlan, RunPlan
from runner.run.preparation import (
    check_credentials,
    check_display,
    check_kinds,
    load_apps,
    options_of,
    plan_apps,
)
from runner.screens.model import App
from runner.settings import Pictures, Settings
from runner.vault import open_vault
from runner.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody or something wants run: a bot over one of a feed, values, or drafts."""

    bot: str
    feed: Path | None = None
    """A file, or `query:FILE.sql`."""
    values: Mapping[str, str] | None = None
    """Field → text of one item."""
    drafts: Iterable[Draft] | None = None
    source: str = "values"
    """The name for people of values and drafts; a feed has its own."""
    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Column → field, where the names do not tell."""
    limit: int | None = None
    again: bool = False
    """Items that were done before are made once more."""
    options: Mapping[str, str] = field(default_factory=dict)
    apps: Mapping[str, str] = field(default_factory=dict)
    """App → selector file."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    sessions: int | None = None
    pictures: Pictures | None = None
    trace: bool = False
    show: bool = False
    dry_run: bool = False
    canary: bool = False
    deadline: timedelta | None = None
    """The whole run's longest time."""
    tries: int | None = None
    """Tries at one item, instead of the bot's own number."""
    needs: Mapping[str, int] = field(default_factory=dict)
    """Resource → how many may use it at once, over all hosts."""
    even_if_paused: bool = False
    wait_for_apps: bool | None = None
    """Whether a run in the foreground waits for apps that are in maintenance or do not answer; None
    for what is usual: a run that nobody sits at waits."""
    promise: PromisePlan | None = None

    def __post_init__(self) -> None:
        if [self.feed, self.values, self.drafts].count(None) != 2:
            raise ValueError("a wish has one of a feed, values, or drafts")


class Reader(Protocol):
    """Hears how a feed is read."""

    def passed(self, done: int, total: int | None) -> None:
        """So many rows were read, and of how many, once that is known."""

    def said(self, message: str) -> None:
        """Something that a person should know of the feed."""


class _Silent:
    def passed(self, done: int, total: int | None) -> None:
        pass

    def said(self, message: str) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Prepared:
    """A wish whose bot, apps and options were checked. Its feed is not opened yet."""

    bot: Bot[..., Any]
    plan: RunPlan
    apps: Mapping[str, App]
    wish: Wish
    origin: str = "unattended"


def prepare(engine: Engine, wish: Wish, origin: str = "unattended") -> Prepared:
    """Check everything of a wish but its feed and its credentials.

    Raises:
        DeskhandError: the bot, an option, a selector file or the display is missing or cannot be
            used.
    """
    bot = engine.workspace.load_bot(wish.bot)
    check_display(show=wish.show)
    options_of(bot, wish.options)
    plan = plan_of(engine.settings, bot, wish)
    if wish.wait_for_apps is None and origin != "attended":
        plan = plan.model_copy(update={"wait_for_apps": True})
    apps = load_apps(engine.workspace, plan.apps)
    check_kinds(bot, apps)
    return Prepared(bot, plan, apps, wish, origin)


def order_of(
    engine: Engine,
    wish: Wish,
    stack: ExitStack,
    progress: Reader | None = None,
    origin: str = "unattended",
) -> Order:
    """Check everything that was asked for, and word it as an order; `stack` closes its feed.

    Raises:
        DeskhandError: the bot, an option, a selector file, a credential or the feed is missing or
            cannot be used.
    """
    return order_from(engine, prepare(engine, wish, origin), stack, progress)


def order_from(
    engine: Engine, prepared: Prepared, stack: ExitStack, progress: Reader | None = None
) -> Order:
    """The order of a wish that was checked; `stack` closes its feed.

    Raises:
        FeedError: the feed is missing, or cannot be used for this bot.
        MissingCredentialsError, VaultError: a credential is missing, or its file cannot be used.
    """
    bot, plan, wish = prepared.bot, prepared.plan, prepared.wish
    reader = progress or _Silent()
    model = bot.parameters.model
    if wish.feed is None:
        made = (
            wish.drafts
            if wish.drafts is not None
            else [draft_from_values(model, bot.key, wish.values or {}, wish.source)]
        )
        check_credentials(engine.workspace, prepared.apps)
        return _order(prepared, wish.source, made)
    opened = stack.enter_context(open_source(engine.workspace, wish.feed, plan, reader))
    tell_columns(bot, opened, reader)
    check_credentials(engine.workspace, prepared.apps)
    return _order(prepared, opened.name, drafts(model, bot.key, opened, reader.passed), opened)


def _order(
    prepared: Prepared, name: str, made: Iterable[Draft], opened: Feed | None = None
) -> Order:
    wish = prepared.wish
    return Order(
        prepared.bot,
        prepared.plan,
        name,
        made,
        keep_source=None if opened is None else opened.save_copy,
        origin=prepared.origin,
        again=wish.again,
        limit=wish.limit,
        even_if_paused=wish.even_if_paused,
    )


def plan_of(settings: Settings, bot: Bot[..., Any], wish: Wish) -> RunPlan:
    """The plan of a wish: what it says before what the settings say.

    Raises:
        NotAskedForError: something was given for an app that the bot does not ask for.
    """
    apps = plan_apps(bot, settings, uses=wish.apps, addresses=wish.addresses)
    return RunPlan(
        apps=apps,
        options=dict(wish.options),
        pictures=wish.pictures or settings.pictures,
        trace=wish.trace or settings.trace,
        learn=settings.learn,
        sessions=wish.sessions or settings.sessions,
        show=wish.show,
        browser=settings.browser,
        wait=settings.wait,
        dry_run=wish.dry_run,
        canary=wish.canary or any(one.file in watched(settings) for one in apps.values()),
        deadline=wish.deadline.total_seconds() if wish.deadline is not None else None,
        feed_path=feed_file(wish.feed),
        sheet=wish.sheet,
        header_row=wish.header_row,
        encoding=wish.encoding,
        mapping=dict(wish.mapping),
        tries=wish.tries,
        needs=dict(wish.needs),
        wait_for_apps=bool(wish.wait_for_apps),
        promise=wish.promise,
    )


def watched(settings: Settings) -> set[str]:
    """The apps that every run looks at first."""
    return {name for name, app in settings.apps.items() if app.canary}


def open_source(workspace: Workspace, source: Path, plan: RunPlan, reader: Reader) -> Feed:
    """The file, or the result of the query, that the items come from.

    Raises:
        FeedError: it is missing, damaged, or of a foreign kind.
    """
    if query := query_file(source):
        vault = open_vault(workspace.root)
        return open_query(query, vault.get, mapping=plan.mapping, passed=reader.passed)
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


def tell_columns(bot: Bot[..., Any], feed: Feed, reader: Reader) -> None:
    """Say which columns feed the bot, and what else a person should know of the file.

    Raises:
        FeedError: a column is missing or unclear.
    """
    found = feed.match(bot.parameters.model)
    where = f"sheet {found.sheet!r}, " if found.sheet else ""
    if found.header_row:
        reader.said(f"{feed.name}: {where}columns named in row {found.header_row}.")
    if found.unused:
        reader.said(f"Columns not used: {', '.join(map(str, found.unused))}.")
    for note in feed.notes:
        reader.said(note)
