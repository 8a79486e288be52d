"""`deskhand run`: a bot over a spreadsheet, a JSON file or given values."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from runner.bots import Bot
from runner.cli.parsing import SESSIONS, at_least, command_app, more_than_nothing
from runner.cli.place import JsonOption, WorkspaceOption, open_engine
from runner.cli.progress import TerminalProgress
from runner.cli.summary import print_queued, print_result
from runner.errors import ExitCode, InputError
from runner.run.engine import Engine, Order
from runner.run.ordering import Wish, order_of
from runner.run.serving import queue
from runner.settings import Pictures
from runner.store.intake import USUAL_TURN, Turn

app = command_app("run")


class BadPairError(InputError):
    """A `name=value` argument has no equals sign."""

    def __init__(self, flag: str, text: str) -> None:
        super().__init__(f"{flag} {text!r} is not of the form NAME=VALUE.")


class NoItemsError(InputError):
    """Neither a feed nor values were given, or both."""

    def __init__(self, bot: Bot[..., Any], *, both: bool) -> None:
        fields = bot.parameters.model.model_fields
        required = [name for name, field in fields.items() if field.is_required()]
        values = " ".join(f"--set {name}=…" for name in required or list(fields)[:1])
        super().__init__(
            f"Bot {bot.name!r} got both a feed and values."
            if both
            else f"Bot {bot.name!r} was given nothing to work on.",
            hint=f"Give --from FILE, or {values}.",
        )


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class FeedOptions:
    """Where the items come from."""

    source: Annotated[
        Path | None,
        Parameter(
            name="--from",
            help="A workbook (xlsx, xls, ods), csv, json or jsonl file; or query:FILE.sql.",
        ),
    ] = None
    sheet: Annotated[str | None, Parameter(help="The workbook's sheet; else it is found.")] = None
    header_row: Annotated[
        int | None,
        Parameter(
            validator=at_least(1), help="The row that names the columns, from 1; else it is found."
        ),
    ] = None
    encoding: Annotated[
        str | None, Parameter(help="Of a csv file: cp1253, shift_jis, …; else it is found.")
    ] = None
    mapping: Annotated[
        tuple[str, ...],
        Parameter(name="--map", negative="", help='"Column=field", as often as needed.'),
    ] = ()
    values: Annotated[
        tuple[str, ...],
        Parameter(name="--set", negative="", help="field=value: one item, without a file."),
    ] = ()
    limit: Annotated[
        int | None, Parameter(validator=at_least(1), help="Only the first N rows.")
    ] = None
    again: Annotated[
        bool, Parameter(negative="", help="Enter items once more that an earlier run has done.")
    ] = False


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class AppOptions:
    """What the bot works on."""

    apps: Annotated[
        tuple[str, ...],
        Parameter(
            name="--app", negative="", help="crm=tryton: use selectors/tryton.yaml for the app crm."
        ),
    ] = ()
    addresses: Annotated[
        tuple[str, ...],
        Parameter(name="--address", negative="", help="crm=http://…: where the app is."),
    ] = ()
    options: Annotated[
        tuple[str, ...],
        Parameter(name="--option", negative="", help="name=value: an option of the bot."),
    ] = ()


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class WayOptions:
    """How the run is done."""

    sessions: Annotated[
        int | None,
        Parameter(validator=SESSIONS, help="Signed-in sessions side by side on the one feed."),
    ] = None
    dry_run: Annotated[
        bool, Parameter(negative="", help="Everything but the steps: nothing is entered.")
    ] = False
    show: Annotated[bool, Parameter(negative="", help="A visible browser.")] = False
    pictures: Annotated[
        Pictures | None, Parameter(help="When pictures are taken; a failure always gets one.")
    ] = None
    trace: Annotated[
        bool,
        Parameter(
            negative="",
            help="Keep a browser trace of every session: whole pages, for test systems only.",
        ),
    ] = False
    even_if_paused: Annotated[
        bool, Parameter(negative="", help="Although the bot, or an app of it, is paused.")
    ] = False
    wait_for_apps: Annotated[
        bool,
        Parameter(
            negative="",
            help="Wait for an app that is in maintenance or does not answer, and go on.",
        ),
    ] = False
    canary: Annotated[
        bool,
        Parameter(negative="", help="First look at the screens that are marked `canary: true`."),
    ] = False
    deadline: Annotated[
        float | None,
        Parameter(validator=more_than_nothing, help="The whole run's longest time, in minutes."),
    ] = None


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class QueueOptions:
    """Leaving the work to the fleet."""

    queue: Annotated[
        bool, Parameter(negative="", help="Take the items in; `deskhand workers` works them.")
    ] = False
    priority: Annotated[
        int | None, Parameter(validator=at_least(1, 9), help="1 comes first, 9 last; usually 5.")
    ] = None
    due: Annotated[
        datetime | None, Parameter(help="When it is due: of one priority the earliest is first.")
    ] = None
    not_before: Annotated[datetime | None, Parameter(help="Not to be begun earlier.")] = None

    def turn(self) -> Turn:
        """When the items have their turn.

        Raises:
            OnlyQueuedError: they are worked at once, so there is nothing to order.
        """
        if not self.queue and (self.priority, self.due, self.not_before) != (None, None, None):
            raise OnlyQueuedError
        return Turn(self.priority or USUAL_TURN.priority, aware(self.due), aware(self.not_before))


class OnlyQueuedError(InputError):
    """Items that are worked at once have no turn to wait for."""

    def __init__(self) -> None:
        super().__init__(
            "--priority, --due and --not-before are for items that wait for their turn.",
            hint="Add --queue, and have `deskhand workers` work them.",
        )


def aware(moment: datetime | None) -> datetime | None:
    """A time as a person types it is their own."""
    return moment.astimezone() if moment is not None else None


@app.default
def run(
    bot: str,
    /,
    *,
    feed: FeedOptions = FeedOptions(),
    target: AppOptions = AppOptions(),
    way: WayOptions = WayOptions(),
    later: QueueOptions = QueueOptions(),
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Run a bot over a spreadsheet, a JSON file or given values.

    Every row becomes an item; a row that does not validate is rejected before any screen is
    touched. The same file again makes no second item. Exit codes: 0 all done, 1 some rejected,
    failed, or left to another run that has them in work, 2 wrong use or input, 3 in doubt or waiting
    for a person, 4 browser or application not reachable, or not as its selector file says
    (`--canary`), 130 stopped by Ctrl-C.

    Parameters
    ----------
    bot
        The bot's name, as `deskhand bots` lists it.
    """
    engine = open_engine(workspace)
    progress = TerminalProgress(quiet=json)
    with ExitStack() as stack:
        stack.callback(progress.ended)
        turn = later.turn()
        order = make_order(engine, bot, feed, target, way, stack, progress)
        if later.queue:
            print_queued(queue(engine, order, turn), as_json=json)
            return ExitCode.OK
        result = engine.run(order, progress)
    print_result(result, as_json=json)
    return result.exit_code


def make_order(
    engine: Engine,
    bot: str,
    feed: FeedOptions,
    target: AppOptions,
    way: WayOptions,
    stack: ExitStack,
    progress: TerminalProgress,
) -> Order:
    """Check everything that was asked for, and word it as an order."""
    if (feed.source is None) == (not feed.values):
        raise NoItemsError(engine.workspace.load_bot(bot), both=feed.source is not None)
    wish = Wish(
        bot=bot,
        feed=feed.source,
        values=None if feed.source is not None else pairs("--set", feed.values),
        source="command line",
        sheet=feed.sheet,
        header_row=feed.header_row,
        encoding=feed.encoding,
        mapping=pairs("--map", feed.mapping),
        limit=feed.limit,
        again=feed.again,
        options=pairs("--option", target.options),
        apps=pairs("--app", target.apps),
        addresses=pairs("--address", target.addresses),
        sessions=way.sessions,
        pictures=way.pictures,
        trace=way.trace,
        show=way.show,
        dry_run=way.dry_run,
        canary=way.canary,
        deadline=timedelta(minutes=way.deadline) if way.deadline is not None else None,
        even_if_paused=way.even_if_paused,
        wait_for_apps=way.wait_for_apps,
    )
    return order_of(engine, wish, stack, progress, origin="attended")


def pairs(flag: str, texts: tuple[str, ...]) -> dict[str, str]:
    """`name=value` arguments as a dictionary."""
    found = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise BadPairError(flag, text)
        found[name.strip()] = value
    return found
