"""The launcher's first page, and the form of each bot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from runner.attended.acts import title_of
from runner.attended.clipboard import read_clipboard
from runner.attended.offers import Offer, from_case, from_clipboard
from runner.attended.pages import DeskPages
from runner.attended.run import AttendedRun
from runner.bots import Bot
from runner.errors import DeskhandError
from runner.forms import Filled, fields_of, read_form, typed
from runner.pages.doors import Door, does, shows
from runner.pages.rights import Right
from runner.pages.texts import Language
from runner.pages.visiting import visit_of

MOST_USED = 4

CLIPBOARD = "clipboard"


@dataclass(frozen=True, slots=True)
class Row:
    """A bot in the launcher's list."""

    name: str
    title: str
    summary: str
    usual: timedelta | None
    favourite: bool
    ready: bool


class BotPages:
    """Finds and starts bots."""

    def __init__(self, pages: DeskPages) -> None:
        self._pages = pages

    def routes(self) -> list[Door]:
        """Its routes."""
        return [
            shows("/", self.list, Right.START_BOTS),
            shows("/bots/{bot}", self.form, Right.START_BOTS),
            does("/bots/{bot}", self.start, Right.START_BOTS),
            does("/bots/{bot}/check", self.check, Right.START_BOTS),
            does("/bots/{bot}/favourite", self.favour, Right.START_BOTS),
            does("/language", self.speak, Right.OWN),
        ]

    def list(self, request: Request) -> Response:
        """Every bot, the likely ones first; or those that fit what was typed."""
        words = request.query_params.get("q", "").strip()
        rows = {row.name: row for row in self._rows()}
        kept = self._pages.memory.kept
        groups = grouped(rows, kept.favourites, kept.used) if not words else found(rows, words)
        if words and request.query_params.get("go") and any(groups.values()):
            return RedirectResponse(f"/bots/{next(iter(groups.values()))[0].name}", 303)
        return self._pages.templates.page(
            request,
            "launcher.html",
            groups=groups,
            words=words,
            any_bots=bool(rows),
            working=[run for run in self._pages.desk.runs if not run.course.stage.is_over],
            titled=title_of,
        )

    def _rows(self) -> Sequence[Row]:
        desk, kept = self._pages.desk, self._pages.memory.kept
        ready = desk.standby.ready
        return [
            Row(
                bot.name,
                title_of(bot.name),
                bot.summary,
                desk.store.paces.usual(bot.name),
                bot.name in kept.favourites,
                bot.name in ready,
            )
            for bot in self._pages.bots()
        ]

    def form(self, request: Request) -> Response:
        """A bot's form, filled in with what another case or the clipboard offers."""
        name = request.path_params["bot"]
        broken = self._pages.problem_of(name)
        if broken is not None:
            return self._pages.templates.page(
                request, "broken.html", title=title_of(name), problem=broken.sentence()
            )
        bot = self._pages.bot(name)
        self._pages.desk.keep_warm([name, *self._pages.memory.kept.likely])
        offers = self._offers(bot, request.query_params.get("case", ""), request)
        return self._form(request, bot, {one: offer.value for one, offer in offers.items()}, offers)

    def _offers(self, bot: Bot[..., Any], case: str, request: Request) -> dict[str, Offer]:
        fields = fields_of(bot.parameters.model, visit_of(request).language.name)
        before = self._pages.desk.run(int(case)) if case.isdecimal() else None
        if before is None:
            return from_clipboard(fields, read_clipboard())
        values = {name: typed(value) for name, value in before.values.items()}
        return from_case(fields, values, title_of(before.bot.name))

    def start(self, request: Request) -> Response:
        """Start it, or say what is wrong with what was typed."""
        visit = visit_of(request)
        bot = self._pages.bot(request.path_params["bot"])
        filled = self._filled(bot, visit.form, visit.language)
        if not filled.right:
            return self._form(request, bot, filled.values, {}, filled.problems, status=422)
        try:
            run = self._pages.desk.start(
                bot.name,
                filled.draft,
                show=bool(visit.posted("show.browser")),
                words=self._pages.bar(visit.language),
            )
        except DeskhandError as error:
            problems = {"": error.sentence()}
            return self._form(request, bot, filled.values, {}, problems, status=409)
        self._pages.memory.used(bot.name)
        return RedirectResponse(f"/runs/{run.number}", 303)

    def check(self, request: Request) -> Response:
        """What is wrong with what was typed so far; nothing is started."""
        visit = visit_of(request)
        filled = self._filled(
            self._pages.bot(request.path_params["bot"]), visit.form, visit.language
        )
        return JSONResponse(dict(filled.problems))

    def favour(self, request: Request) -> Response:
        """Make it a favourite, or none any more."""
        bot = self._pages.bot(request.path_params["bot"])
        self._pages.memory.favour(bot.name)
        self._pages.desk.keep_warm(self._pages.memory.kept.likely)
        return RedirectResponse("/", 303)

    def speak(self, request: Request) -> Response:
        """Use another language from now on."""
        asked = visit_of(request).posted("language")
        self._pages.memory.speak(asked if asked in self._pages.texts.names else None)
        return RedirectResponse("/", 303)

    @staticmethod
    def _filled(
        bot: Bot[..., Any], form: Mapping[str, Sequence[str]], language: Language
    ) -> Filled:
        return read_form(bot.parameters.model, bot.key, form, language.name)

    def _form(
        self,
        request: Request,
        bot: Bot[..., Any],
        values: Mapping[str, Any],
        offers: Mapping[str, Offer],
        problems: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        language = visit_of(request).language
        return self._pages.templates.page(
            request,
            "form.html",
            status=status,
            bot=bot,
            title=title_of(bot.name),
            form=fields_of(bot.parameters.model, language.name),
            values=values,
            problems=problems or {},
            marks={name: marked(offer, language) for name, offer in offers.items()},
            usual=self._pages.desk.store.paces.usual(bot.name),
            last=self._last(bot.name),
            watched=bool(visit_of(request).posted("show.browser")),
        )

    def _last(self, bot: str) -> AttendedRun | None:
        return next((one for one in self._pages.desk.runs if one.bot.name == bot), None)


def marked(offer: Offer, language: Language) -> str:
    """Where a value comes from."""
    if offer.source == CLIPBOARD:
        return language.say("form.from_clipboard")
    return language.say("form.from_case", bot=offer.source)


def grouped(
    rows: Mapping[str, Row], favourites: Sequence[str], used: Sequence[str]
) -> dict[str, list[Row]]:
    """Favourites, what was used last, and the others; none stands in two groups."""
    first = [rows[name] for name in favourites if name in rows]
    fresh = [name for name in used if name in rows and name not in favourites]
    second = [rows[name] for name in fresh[:MOST_USED]]
    shown = {row.name for row in (*first, *second)}
    others = [row for name, row in rows.items() if name not in shown]
    groups = {"favourites": first, "used": second, "all": others}
    return {name: group for name, group in groups.items() if group}


def found(rows: Mapping[str, Row], words: str) -> dict[str, list[Row]]:
    """The bots that have every word in their name or summary, those with it in the name first."""
    wanted = words.casefold().split()
    fitting = [row for row in rows.values() if all(word in _text(row) for word in wanted)]
    best = sorted(fitting, key=lambda row: not row.title.casefold().startswith(wanted[0]))
    return {"found": best} if best else {}


def _text(row: Row) -> str:
    return f"{row.title} {row.name} {row.summary}".casefold()
