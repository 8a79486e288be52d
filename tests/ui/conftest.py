"""One browser for all tests of the screens' habits; each test goes to its own page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from runner.drivers.web import WebOptions, WebSession, open_web
from runner.proposal import Proposal
from runner.recorder import Case, Hold, ValueChange
from runner.screens.load import load
from runner.secret import Secret
from tests.pages.habits import habits_site
from tests.pages.site import Site, serving

PAGES = Path(__file__).parents[1] / "pages"
CREDENTIALS = {"CRM_USERNAME": Secret("demo", hidden=False), "CRM_PASSWORD": Secret("geheim")}


@dataclass
class Notes:
    """A recorder that keeps everything."""

    events: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    changes: list[ValueChange] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    presses: list[tuple[str, str, bool]] = field(default_factory=list)
    met: dict[str, str] = field(default_factory=dict)
    taken_back: list[str] = field(default_factory=list)
    refuse: Exception | None = None
    until: float | None = None
    item: Case | None = None
    answer: bool | None = None
    questions: list[str] = field(default_factory=list)
    proposals: list[tuple[Proposal, bytes | None]] = field(default_factory=list)
    holds: list[Hold | None] = field(default_factory=list)
    """What is answered to each word in turn; then nothing holds it."""
    released_by: list[str] = field(default_factory=list)
    person_there: bool = False

    def event(self, action: str, **details: object) -> None:
        self.events.append((action, details))

    def values(self, screen: str, changes: list[ValueChange]) -> None:
        self.changes += changes

    def picture(self, name: str, image: bytes) -> None:
        self.pictures[name] = image

    def not_pressed(self, screen: str, element: str) -> None:
        self.taken_back.append(element)

    def before_press(self, screen: str, element: str, *, writes: bool) -> float | None:
        self.presses.append((screen, element, writes))
        if self.refuse is not None:
            raise self.refuse
        return self.until

    def seen(self, values: Mapping[str, str]) -> None:
        self.met |= values

    def case(self) -> Case | None:
        return self.item

    def confirm(self, question: str, image: bytes | None) -> bool | None:
        del image
        self.questions.append(question)
        return self.answer

    def hold(self) -> Hold | None:
        return self.holds.pop(0) if self.holds else None

    def person_is_there(self, *, there: bool) -> None:
        self.person_there = there

    def released(self, word: str) -> None:
        self.released_by.append(word)
        self.holds.clear()

    def propose(self, proposal: Proposal, image: bytes | None) -> None:
        self.proposals.append((proposal, image))

    def count(self, action: str) -> int:
        return len([one for one, _ in self.events if one == action])


class Habits:
    """The site, and a session of it that is opened again after a test has killed the driver."""

    def __init__(self, site: Site, address: str) -> None:
        self.site = site
        self._options = WebOptions(address=address, wait_seconds=4)
        self._session: WebSession | None = None

    def session(self) -> WebSession:
        if self._session is None or not self._session.alive():
            self.close()
            app = load(PAGES / "habits.yaml")
            self._session = open_web(app, CREDENTIALS.__getitem__, self._options)
        return self._session

    def close(self) -> None:
        if self._session is not None:
            self._session.close(5)


@pytest.fixture(scope="session")
def habits() -> Iterator[Habits]:
    site = habits_site()
    with serving(site) as address:
        habits = Habits(site, address)
        yield habits
        habits.close()


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def desk(habits: Habits, notes: Notes) -> WebSession:
    """The shared session, in a fresh window, with an attempt of its own."""
    session = habits.session()
    session.reset()
    session.attach(notes)
    return session


@pytest.fixture
def site(habits: Habits) -> Site:
    habits.site.asked.clear()
    habits.site.posted.clear()
    return habits.site


OpenCrm = Callable[..., tuple[Site, WebSession]]


@pytest.fixture
def open_crm() -> Iterator[OpenCrm]:
    """Opens sessions of the framed CRM, each with a browser of its own."""
    from contextlib import ExitStack

    from tests.pages.site import crm_site

    with ExitStack() as stack:

        def start(password: str = "geheim", wait_seconds: float = 5) -> tuple[Site, WebSession]:
            site = crm_site()
            address = stack.enter_context(serving(site))
            credentials = CREDENTIALS | {"CRM_PASSWORD": Secret(password)}
            options = WebOptions(address=address, wait_seconds=wait_seconds)
            session = open_web(load(PAGES / "crm.yaml"), credentials.__getitem__, options)
            stack.callback(session.close, 5)
            return site, session

        yield start
