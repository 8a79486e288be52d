"""Screens: how every element of the selector files was met, and what is proposed for them."""

from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from runner.console.desk import Desk
from runner.console.looks import Looks
from runner.errors import DeskhandError
from runner.mending.deciding import accept, parse_locator, prepared, proposed
from runner.mending.sheet import certainty, coloured
from runner.pages.doors import Door, does, shows
from runner.pages.refusing import not_there
from runner.pages.rights import Right
from runner.pages.visiting import visit_of
from runner.screens.history import History
from runner.store.proposals import RepairState
from runner.store.repairs import NoSuchRepairError, Repair
from runner.survey.findings import State
from runner.survey.health import AppHealth, app_health

STATES: tuple[State | None, ...] = (
    State.FOUND,
    State.DRIFTED,
    State.MISSING,
    State.ABSENT,
    State.NO_ROWS,
    None,
)
"""In the order in which they are counted; None for what was never looked for."""

CHANGES = 8
"""Changes of a selector file that a page lists."""


def routes(desk: Desk) -> list[Door]:
    """The routes of the room."""
    room = Screens(desk, Looks(desk.engine.workspace.root))
    return [
        shows("/screens", room.apps, Right.SEE_SCREENS),
        shows("/screens/{app}", room.app, Right.SEE_SCREENS),
        does("/screens/{app}/look", room.look, Right.REPAIR_SCREENS),
        does("/screens/{app}/undo", room.undo, Right.REPAIR_SCREENS),
        shows("/repairs/{number:int}", room.repair, Right.SEE_SCREENS),
        shows("/repairs/{number:int}/picture", room.picture, Right.SEE_SCREENS),
        does("/repairs/{number:int}/accept", room.accept, Right.REPAIR_SCREENS),
        does("/repairs/{number:int}/reject", room.reject, Right.REPAIR_SCREENS),
    ]


@dataclass(frozen=True, slots=True)
class Screens:
    """The pages of the room."""

    desk: Desk
    looks: Looks

    def apps(self, request: Request) -> Response:
        """Every app, those in trouble first."""
        workspace = self.desk.engine.workspace
        found = [app_health(workspace.app_file(name)) for name in workspace.app_names()]
        found.sort(key=lambda each: (not each.trouble, each.name))
        open_repairs = self.desk.store.repairs.find(RepairState.OPEN)
        return self.desk.templates.page(
            request,
            "screens.html",
            area="screens",
            apps=found,
            states=STATES,
            repairs=open_repairs,
            waiting={one.id: self._waiting(one) for one in open_repairs},
            certainty=certainty,
        )

    def app(self, request: Request) -> Response:
        """One app: every screen, every element."""
        health = self._health(request)
        return self._app_page(request, health)

    def look(self, request: Request) -> Response:
        """Look at an app now."""
        name = self._health(request).name
        self.looks.begin(name)
        return RedirectResponse(f"/screens/{quote(name)}?told=looking", status_code=303)

    def undo(self, request: Request) -> Response:
        """Bring a selector file back as it was before a change."""
        health = self._health(request)
        number = visit_of(request).posted("change")
        try:
            history = History(health.file)
            history.undo(history.chosen(int(number) if number.isdecimal() else None).number)
        except DeskhandError as error:
            return self._app_page(request, health, problem=error.sentence())
        return RedirectResponse(f"/screens/{quote(health.name)}?told=undone", status_code=303)

    def repair(self, request: Request) -> Response:
        """One proposal, with everything that a person needs to decide."""
        return self._repair_page(request, self._repair(request))

    def picture(self, request: Request) -> Response:
        """The masked picture of a proposal."""
        repair = self._repair(request)
        evidence = self.desk.store.evidence.resolve()
        file = (evidence / repair.picture).resolve()
        if not repair.picture or evidence not in file.parents or not file.is_file():
            raise not_there()
        return Response(file.read_bytes(), media_type="image/jpeg")

    def accept(self, request: Request) -> Response:
        """Write a proposal, or another locator, into the selector file."""
        repair, visit = self._repair(request), visit_of(request)
        typed = visit.posted("locator").strip()
        try:
            locator = parse_locator(typed) if typed else None
            selectors = self.desk.engine.workspace.selectors
            change = accept(self.desk.store.repairs, repair.id, selectors, visit.who.name, locator)
        except DeskhandError as error:
            return self._repair_page(request, repair, problem=error.sentence(), typed=typed)
        told = f"told=accepted&count={len(change.items)}"
        return RedirectResponse(f"/screens/{quote(repair.app)}?{told}", status_code=303)

    def reject(self, request: Request) -> Response:
        """Say that a proposal is wrong: it is not proposed again."""
        repair, visit = self._repair(request), visit_of(request)
        reason = visit.posted("reason").strip()
        try:
            items = self.desk.store.repairs.reject(repair.id, visit.who.name, reason)
        except DeskhandError as error:
            return self._repair_page(request, repair, problem=error.sentence())
        told = f"told=rejected_repair&count={len(items)}"
        return RedirectResponse(f"/screens/{quote(repair.app)}?{told}", status_code=303)

    def _app_page(self, request: Request, health: AppHealth, problem: str = "") -> Response:
        repairs = self.desk.store.repairs.find(RepairState.OPEN, health.name)
        return self.desk.templates.page(
            request,
            "screens_app.html",
            status=409 if problem else 200,
            area="screens",
            app=health,
            states=STATES,
            repairs=repairs,
            waiting={one.id: self._waiting(one) for one in repairs},
            certainty=certainty,
            asked=self.looks.of(health.name),
            changes=History(health.file).versions()[-CHANGES:][::-1],
            problem=problem,
        )

    def _repair_page(
        self, request: Request, repair: Repair, *, problem: str = "", typed: str = ""
    ) -> Response:
        lines, why_none = self._difference(repair)
        return self.desk.templates.page(
            request,
            "repair.html",
            status=409 if problem else 200,
            area="screens",
            repair=repair,
            open=repair.state is RepairState.OPEN,
            certainty=certainty(repair),
            waiting=self._waiting(repair),
            difference=lines,
            no_difference=why_none,
            proposed=self._proposed(repair),
            problem=problem,
            typed=typed,
        )

    def _difference(self, repair: Repair) -> tuple[list[tuple[str, str]], str]:
        if repair.state is not RepairState.OPEN:
            return [], ""
        try:
            edit = prepared(repair, self.desk.engine.workspace.selectors)
        except DeskhandError as error:
            return [], error.sentence()
        return list(coloured(edit.difference())), ""

    def _proposed(self, repair: Repair) -> str:
        try:
            return str(proposed(repair))
        except DeskhandError:
            return ""

    def _waiting(self, repair: Repair) -> int:
        return len(self.desk.store.repairs.waiting(repair.id))

    def _health(self, request: Request) -> AppHealth:
        name = request.path_params["app"]
        workspace = self.desk.engine.workspace
        if name not in workspace.app_names():
            raise not_there()
        return app_health(workspace.app_file(name))

    def _repair(self, request: Request) -> Repair:
        try:
            return self.desk.store.repairs.one(request.path_params["number"])
        except NoSuchRepairError:
            raise not_there() from None
