"""Bots: what each does, how long it usually takes, and a form to start it with."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from runner.bots import Bot
from runner.console.desk import Desk
from runner.console.today import described
from runner.errors import DeskhandError
from runner.forms import FormField, fields_of, read_form
from runner.item import Draft
from runner.pages.doors import Door, does, shows
from runner.pages.refusing import Refusal, not_there
from runner.pages.rights import Right
from runner.pages.visiting import Visit, visit_of
from runner.run.ordering import Wish, order_of
from runner.run.serving import queue_in
from runner.store.controlling import begun_by
from runner.store.intake import USUAL_TURN
from runner.workspace import BrokenBotError

OPTION = "option."
"""Before the names of a bot's options, which are no fields of its item."""

LATEST = 5


class BotPages:
    """The pages of bots."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def list(self, request: Request) -> Response:
        """Every bot, and those whose file cannot be used."""
        loaded = self._desk.bots()
        sound = [each for each in loaded if isinstance(each, Bot)]
        paces = self._desk.store.paces
        return self._desk.templates.page(
            request,
            "bots.html",
            area="bots",
            bots=[(bot, paces.usual(bot.name), self._last(bot.name)) for bot in sound],
            broken=[each for each in loaded if isinstance(each, BrokenBotError)],
            paused={pause.name: pause for pause in self._desk.store.fleet.pauses()},
        )

    def one(self, request: Request) -> Response:
        """One bot, with its form."""
        return self._form(request, self._bot(request), {}, {}, 200)

    def start(self, request: Request) -> Response:
        """Leave one item to the fleet, made of what was typed."""
        visit, bot = visit_of(request), self._bot(request)
        filled = read_form(bot.parameters.model, bot.key, visit.form, visit.language.name)
        if not filled.right:
            return self._form(request, bot, filled.values, filled.problems, 422)
        try:
            run = self._begin(bot, filled.draft, options_in(bot, visit), visit)
        except DeskhandError as error:
            problems = {"": error.sentence()}
            return self._form(request, bot, filled.values, problems, 409)
        return RedirectResponse(f"/runs/{run}?told=run_begun", 303)

    def _begin(
        self, bot: Bot[..., Any], draft: Draft, options: dict[str, str], visit: Visit
    ) -> str:
        wish = Wish(bot.name, drafts=[draft], source="form", options=options)
        with ExitStack() as stack:
            order = order_of(self._desk.engine, wish, stack)
            who = visit.who.name
            queued = queue_in(
                self._desk.store,
                self._desk.engine,
                order,
                USUAL_TURN,
                along=lambda connection, run: begun_by(connection, run, who),
            )
        return queued.run

    def _form(
        self,
        request: Request,
        bot: Bot[..., Any],
        values: Any,
        problems: Any,
        status: int,
    ) -> Response:
        visit = visit_of(request)
        runs = self._desk.store.run_browsing.page((), bot.name, 0, LATEST)
        return self._desk.templates.page(
            request,
            "bot.html",
            status=status,
            area="bots",
            bot=bot,
            form=fields_of(bot.parameters.model, visit.language.name),
            options=option_fields(bot.parameters.options_model, visit.language.name),
            values=dict(values)
            | {name: visit.posted(name) for name in visit.form if OPTION in name},
            problems=problems,
            usual=self._desk.store.paces.usual(bot.name),
            runs=described(self._desk, [*runs.runs]),
            hosts=[host for host in self._desk.store.fleet.hosts() if host.state == "serving"],
        )

    def _bot(self, request: Request) -> Bot[..., Any]:
        name = request.path_params["bot"]
        for each in self._desk.bots():
            if isinstance(each, Bot) and each.name == name:
                return each
        raise not_there()

    def _last(self, bot: str) -> Any:
        runs = self._desk.store.run_browsing.page((), bot, 0, 1).runs
        return runs[0] if runs else None


def option_fields(model: type[BaseModel] | None, language: str) -> Sequence[FormField]:
    """The options of a bot as fields; none of them has to be filled in."""
    fields = fields_of(model, language) if model is not None else []
    return [replace(each, name=f"{OPTION}{each.name}") for each in fields]


def options_in(bot: Bot[..., Any], visit: Visit) -> dict[str, str]:
    """The options that were filled in."""
    model = bot.parameters.options_model
    names = model.model_fields if model is not None else {}
    found = {name: [*visit.form.get(f"{OPTION}{name}", [""])][-1] for name in names}
    if any(not isinstance(text, str) for text in found.values()):
        raise Refusal(400, "error.wrong_form")
    return {name: text for name, text in found.items() if text}


def routes(desk: Desk) -> list[Door]:
    """Its routes."""
    pages = BotPages(desk)
    return [
        shows("/bots", pages.list, Right.SEE_WORK),
        shows("/bots/{bot}", pages.one, Right.SEE_WORK),
        does("/bots/{bot}/start", pages.start, Right.START_BOTS),
    ]
