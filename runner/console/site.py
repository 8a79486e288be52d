"""The console's site: its rooms, put together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request

from runner.console import (
    audit,
    bots,
    decisions,
    evidence_files,
    item,
    items,
    me,
    runs,
    schedules,
    screens,
    today,
)
from runner.console.desk import BeginNow, Desk, zone_of
from runner.console.news import news_of
from runner.console.passwords import Passwords
from runner.console.reception import StoreReception
from runner.console.signing_in import SigningIn
from runner.pages.doors import Door, shows
from runner.pages.live import Live
from runner.pages.refusing import Refusal
from runner.pages.rights import Right
from runner.pages.site import Site
from runner.pages.statics import Statics
from runner.pages.templates import HERE as PAGES
from runner.pages.templates import Templates
from runner.pages.texts import Texts
from runner.pages.visiting import Cookies, visit_of
from runner.run.engine import Engine
from runner.store.items import write_audit
from runner.store.store import Store
from runner.vault import open_vault

HERE = Path(__file__).parent

SITE = "deskhand"
"""Of its cookies."""

ROOMS: tuple[Callable[[Desk], list[Door]], ...] = (
    today.routes,
    bots.routes,
    runs.routes,
    items.routes,
    item.routes,
    decisions.routes,
    schedules.routes,
    screens.routes,
    audit.routes,
    evidence_files.routes,
    me.routes,
)
"""Each gives its routes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the navigation leads."""

    name: str
    """Of its text (`nav.NAME`) and its icon."""
    path: str
    right: Right


PLACES = (
    Place("today", "/", Right.SEE_WORK),
    Place("bots", "/bots", Right.SEE_WORK),
    Place("runs", "/runs", Right.SEE_WORK),
    Place("items", "/items", Right.SEE_ITEMS),
    Place("decisions", "/decisions", Right.SEE_DECISIONS),
    Place("schedules", "/schedules", Right.SEE_WORK),
    Place("screens", "/screens", Right.SEE_SCREENS),
    Place("audit", "/audit", Right.SEE_AUDIT),
)
"""Those whose path is behind one of the doors are shown."""


@dataclass(frozen=True, slots=True)
class Console:
    """The console, ready to be served."""

    site: Site
    desk: Desk
    signing_in: SigningIn
    live: Live


def console_of(
    engine: Engine,
    store: Store,
    begin_now: BeginNow,
    cookies: Cookies,
    fault: Callable[[str, Exception], None],
    passwords: Passwords | None = None,
) -> Console:
    """Put the console of a workspace together.

    Args:
        engine: The workspace's.
        store: Its ledger; whoever gives it closes it.
        begin_now: Begins a schedule by hand.
        cookies: Those of the address where it is served.
        fault: Hears of what went wrong unexpectedly, and under which number.
        passwords: How passwords are hashed.
    """
    own = sorted(folder for folder in (HERE / "texts").iterdir() if folder.is_dir())
    texts = Texts([PAGES / "texts", HERE / "texts", *own], zone_of(engine))
    shown: dict[str, Any] = {"places": (), "events": True, "area": ""}
    templates = Templates([HERE / "templates"], shown)
    hashing = passwords or Passwords()
    desk = Desk(engine, store, texts, templates, begin_now, hashing)
    live = Live(news_of(desk))
    signing_in = SigningIn(store, templates, hashing, lambda: cookies)
    routes = [*signing_in.routes(), shows("/live", live.events, Right.SEE_WORK)]
    routes += single_sign_on_of(engine, signing_in)
    routes += [door for room in ROOMS for door in room(desk)]
    templates.share({"places": places_behind(routes)})
    site = Site(
        SITE,
        routes,
        StoreReception(store.sign_ins),
        texts,
        templates,
        Statics([PAGES / "static"]),
        signing_in.at_the_door,
        fault,
        refusals_into(store),
    )
    return Console(site, desk, signing_in, live)


def single_sign_on_of(engine: Engine, signing_in: SigningIn) -> list[Door]:
    """The routes by which an identity provider lets people in; none where none is set.

    Raises:
        NoSuchSecretError: what Deskhand shares with the provider is not among the credentials.
        MissingExtraError: the extra is not installed.
    """
    wanted = engine.settings.single_sign_on
    if wanted is None:
        return []
    from runner.console.single_sign_on import single_sign_on

    return single_sign_on(wanted, open_vault(engine.workspace.root), signing_in).routes()


def places_behind(routes: Sequence[Door]) -> tuple[Place, ...]:
    """The places that there is a door to."""
    known = {door.path for door in routes}
    return tuple(place for place in PLACES if place.path in known)


def refusals_into(store: Store) -> Callable[[Request, Refusal], None]:
    """Writes into the audit who was refused something that his roles do not include."""

    def refused(request: Request, refusal: Refusal) -> None:
        visit = visit_of(request)
        if refusal.status != 403 or visit.visitor is None:
            return
        details: Mapping[str, str] = {"path": request.scope["path"][:200], "why": refusal.text}
        with store.database.writing() as connection:
            write_audit(connection, visit.visitor.name, "refused", details=details)

    return refused
