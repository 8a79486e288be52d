"""One item: its values, its attempts with their pictures, its journal, and what people did."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from runner.console.desk import Desk
from runner.console.evidence_files import number_of, shot_of
from runner.errors import DeskhandError
from runner.item import ItemState
from runner.pages.doors import Door, does, shows
from runner.pages.refusing import Refusal, not_there
from runner.pages.rights import Right
from runner.pages.visiting import visit_of
from runner.store.dossier import Attempted, Dossier
from runner.store.errors import NoSuchItemError
from runner.store.settling import Answer, NothingToLookAtError, NotInDoubtError, settle
from runner.store.tables import NEVER

ANSWERS = {
    "entered": Answer.ENTERED,
    "not_entered": Answer.NOT_ENTERED,
    "look": Answer.LOOK,
}


class ItemPage:
    """The page of one item."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def page(self, request: Request) -> Response:
        """Everything that is known of it."""
        try:
            found = self._desk.store.dossiers.of(number_of(request))
        except NoSuchItemError:
            raise not_there() from None
        return self._desk.templates.page(
            request,
            "item.html",
            area="items",
            item=found,
            handles=handles_of(found),
            due_at=None if found.due_at == NEVER else found.due_at,
            pictures=numbered(found.attempts),
        )

    def settle(self, request: Request) -> Response:
        """Say whether it was entered, or have it looked up again."""
        number = number_of(request)
        visit = visit_of(request)
        answer = ANSWERS.get(visit.posted("answer"))
        if answer is None:
            raise Refusal(400, "error.wrong_form")
        try:
            run = settle(self._desk.store.database, number, answer, visit.who.name)
        except DeskhandError as error:
            raise refusal_of(error) from error
        self._desk.store.runs.reopen(run)
        return RedirectResponse(f"/items/{number}?told=item_settled", 303)


def refusal_of(error: DeskhandError) -> Refusal:
    """Why an item is not settled, as a person reads it."""
    match error:
        case NoSuchItemError():
            return not_there()
        case NotInDoubtError():
            return Refusal(409, "item.not_in_doubt")
        case NothingToLookAtError():
            return Refusal(409, "item.nothing_to_look_at")
        case _:
            return Refusal(409, "error.because", why=error.sentence())


def handles_of(item: Dossier) -> list[str]:
    """What can be done with an item as it stands."""
    over = item.state in {ItemState.FAILED, ItemState.REJECTED}
    handles = {
        "retry": over and item.payload is not None,
        "release": item.state is ItemState.NEW and item.not_before is not None,
        "reject": item.state is ItemState.NEW,
    }
    return [name for name, possible in handles.items() if possible]


def numbered(attempts: Sequence[Attempted]) -> dict[int, list[tuple[int, str]]]:
    """Attempt → its pictures, each with its number among all of the item's and what it shows."""
    found: dict[int, list[tuple[int, str]]] = {}
    number = 0
    for attempt in attempts:
        found[attempt.id] = []
        for picture in attempt.pictures:
            found[attempt.id].append((number, shot_of(PurePosixPath(picture).name).what))
            number += 1
    return found


def routes(desk: Desk) -> list[Door]:
    """Its routes."""
    page = ItemPage(desk)
    return [
        shows("/items/{item:int}", page.page, Right.SEE_ITEMS),
        does("/items/{item:int}/settle", page.settle, Right.HANDLE_ITEMS),
    ]
