"""Items: found among very many, and handled many at a time."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from runner.console.desk import Desk, current, since
from runner.console.evidence_files import FILES, RUN
from runner.console.paging import SIZE, Paging, first_of
from runner.errors import DeskhandError
from runner.evidence.item_list import write_workbook
from runner.item import ItemState
from runner.pages.doors import Door, does, shows
from runner.pages.refusing import Refusal
from runner.pages.rights import Right
from runner.pages.visiting import Visit, visit_of
from runner.store import handling
from runner.store.browsing import Sought, condition
from runner.store.items import write_audit
from runner.store.settling import Answer, settle

HANDLES = ("retry", "release", "reject", "look")

SINCE = ("", "1h", "24h", "7d", "30d")

MOST_LOOKS = 500
"""Items in doubt that are looked at again with one press."""

MOST_EXPORTED = 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """Which items a person sees, or has ticked."""

    run: str = ""
    bot: str = ""
    state: str = ""
    q: str = ""
    since: str = ""
    late: str = ""

    def sought(self, now: datetime) -> Sought:
        """As the store is asked."""
        state = ItemState(self.state) if self.state in list(ItemState) else None
        late_at = now if self.late else None
        since_at = since(self.since, now)
        return Sought(self.run or None, self.bot or None, state, self.q.strip(), since_at, late_at)

    def fields(self) -> dict[str, str]:
        """For a link, or the hidden fields of a form."""
        names = ("run", "bot", "state", "q", "since", "late")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The items that a form is about."""

    asked: Asked
    numbers: tuple[int, ...] | None
    """None for all that match."""

    def condition(self) -> handling.Chosen:
        """As the store is asked."""
        if self.numbers is not None:
            return condition(Sought(), self.numbers)
        return condition(self.asked.sought(current()))


class ItemPages:
    """The pages of items."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def list(self, request: Request) -> Response:
        """Items, the newest first; those of a run in the order of its feed."""
        asked = asked_in(dict(request.query_params))
        sought, first = asked.sought(current()), first_of(request)
        browsing = self._desk.store.browsing
        page = browsing.page(sought, first, SIZE)
        plain = not (sought.text or sought.since or sought.late_at)
        return self._desk.templates.page(
            request,
            "items.html",
            area="items",
            page=page,
            asked=asked,
            filtered=bool({**asked.fields(), "state": ""} != {"state": ""}),
            counts=browsing.counts(sought) if plain else {},
            states=list(ItemState),
            bots=self._desk.store.run_browsing.bots(),
            choices=SINCE,
            paging=Paging(first, len(page.lines), page.total),
        )

    def handle(self, request: Request) -> Response:
        """Do something with the items that were ticked, or with all that match; ask before many."""
        visit = visit_of(request)
        what, chosen = visit.posted("what"), chosen_in(visit)
        if what not in HANDLES:
            raise Refusal(400, "error.wrong_form")
        if chosen.numbers == ():
            raise Refusal(400, "items.none_chosen")
        reason = visit.posted("reason").strip()
        sure = visit.posted("sure") == "yes" and (what != "reject" or reason)
        if not sure and (chosen.numbers is None or what == "reject"):
            return self._sure(request, what, chosen)
        number = self._done(what, chosen, reason, visit.who.name)
        back = visit.posted("back")
        path = f"/items/{back}" if back.isascii() and back.isdigit() else "/items"
        query = chosen.asked.fields() if path == "/items" else {}
        told = {"told": f"items_{what}", "count": str(number)}
        return RedirectResponse(self._desk.templates.link(path, query | told), 303)

    def export(self, request: Request) -> Response:
        """A workbook of the items that were ticked, or of all that match; its cells do nothing."""
        visit = visit_of(request)
        chosen = chosen_in(visit)
        every = chosen.numbers is None or chosen.numbers == ()
        which = condition(chosen.asked.sought(current()), None if every else chosen.numbers)
        store = self._desk.store
        with tempfile.TemporaryDirectory(prefix="deskhand-export-") as folder:
            file = Path(folder) / "items.xlsx"
            found = store.outcomes.matching(which, MOST_EXPORTED)
            count = write_workbook(found, file)
            content = file.read_bytes()
        with store.database.writing() as connection:
            details = {"items": count, **chosen.asked.fields()}
            write_audit(connection, visit.who.name, "items exported", details=details)
        headers = {"content-disposition": 'attachment; filename="items.xlsx"'}
        return Response(content, media_type=FILES["results"].kind, headers=headers)

    def _sure(self, request: Request, what: str, chosen: Chosen) -> Response:
        number = self._number(what, chosen)
        return self._desk.templates.page(
            request, "sure.html", area="items", what=what, chosen=chosen, number=number,
            back=visit_of(request).posted("back"),
        )  # fmt: skip

    def _number(self, what: str, chosen: Chosen) -> int:
        database = self._desk.store.database
        if what == "look":
            return len(self._in_doubt(chosen))
        return handling.count(database, chosen.condition(), handling_of(what, ""))

    def _done(self, what: str, chosen: Chosen, reason: str, who: str) -> int:
        database = self._desk.store.database
        if what == "look":
            return self._look_again(chosen, who)
        changed = handling_of(what, reason)
        number = handling.count(database, chosen.condition(), changed)
        handling.apply(database, chosen.condition(), changed, who)
        return number

    def _in_doubt(self, chosen: Chosen) -> tuple[int, ...]:
        doubt = ItemState.IN_DOUBT
        if chosen.numbers is not None:
            return chosen.numbers[:MOST_LOOKS]
        sought = chosen.asked.sought(current())
        if sought.state not in {None, doubt}:
            return ()
        kept = Sought(sought.run, sought.bot, doubt, sought.text, sought.since, sought.late_at)
        page = self._desk.store.browsing.page(kept, 0, MOST_LOOKS)
        return tuple(line.id for line in page.lines)

    def _look_again(self, chosen: Chosen, who: str) -> int:
        store, number = self._desk.store, 0
        for item in self._in_doubt(chosen):
            try:
                store.runs.reopen(settle(store.database, item, Answer.LOOK, who))
            except DeskhandError:
                continue  # settled meanwhile, or there is nothing that could be looked up
            number += 1
        return number


def handling_of(what: str, reason: str) -> handling.Handling:
    """What is done with items."""
    if what == "reject":
        return handling.reject(reason)
    return handling.retry() if what == "retry" else handling.release()


def asked_in(values: dict[str, str]) -> Asked:
    """What a link or a form asks for."""
    run = values.get("run", "")
    return Asked(
        run if RUN.fullmatch(run) else "",
        values.get("bot", "")[:200],
        values.get("state", ""),
        values.get("q", "")[:200],
        values.get("since", ""),
        "yes" if values.get("late") else "",
    )


def chosen_in(visit: Visit) -> Chosen:
    """The items that a form is about: those that were ticked, or all that match."""
    asked = asked_in({name: visit.posted(f"f-{name}") for name in Asked.__dataclass_fields__})
    if visit.posted("all") == "yes":
        return Chosen(asked, None)
    ticked = [text for text in visit.form.get("item", ()) if text.isascii() and text.isdigit()]
    return Chosen(asked, tuple(int(text) for text in ticked if len(text) < 10))


def routes(desk: Desk) -> list[Door]:
    """Its routes."""
    pages = ItemPages(desk)
    return [
        shows("/items", pages.list, Right.SEE_ITEMS),
        does("/items/handle", pages.handle, Right.HANDLE_ITEMS),
        does("/items/export", pages.export, Right.EXPORT_ITEMS),
    ]
