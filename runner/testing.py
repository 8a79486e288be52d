"""For the author of a bot: does a step's `verify` tell the truth when it matters?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeGuard

from pydantic import BaseModel

from runner.asking import Asking, current
from runner.errors import EnvironmentFault, InputError
from runner.run.looking import Looker, Sight
from runner.steps import Step, Verdict
from runner.words import SignedIn


class Severable(Protocol):
    """A session whose connection can be cut."""

    def cut_off(self) -> AbstractContextManager[None]: ...

    def reset(self) -> None: ...


class WrongVerdictError(AssertionError):
    """A verify hook that would lose an entry, or enter one twice."""

    def __init__(self, step: str, when: str, wanted: str, sight: Sight, harm: str) -> None:
        found = sight.verdict.name
        why = f" ({sight.why})" if sight.verdict is Verdict.UNKNOWN else ""
        super().__init__(
            f"verify of {step!r} says {found} {when}{why}; it must be {wanted}. {harm}"
        )


class NothingToCutError(InputError):
    """None of the step's arguments is a session."""

    def __init__(self, step: str) -> None:
        super().__init__(
            f"Step {step!r} was given no session whose connection could be cut.",
            hint="Pass a session of runner.testing.opened() on a test system, not a double.",
        )


class _Screens:
    """What a fresh look begins with, as after a crash: every session at its start."""

    def __init__(self, sessions: Sequence[Severable]) -> None:
        self._sessions = sessions

    def sign_in_again(self) -> None:
        self.start_screens_over()

    def start_screens_over(self) -> None:
        for session in self._sessions:
            session.reset()


def check_verify(
    step: Step[..., Any],
    *arguments: object,
    prepare: Callable[[], object] | None = None,
    **named: object,
) -> None:
    """Enters a step for real, on a test system, and asks its `verify` at every stage.

    Before the act it must say NOT_APPLIED, after it APPLIED, each on screens that begin anew, as
    after a crash. With the connection cut it may say UNKNOWN or fail, but never NOT_APPLIED: then
    a run would enter the item a second time.

    Args:
        step: the step, with a `verify`.
        arguments: what the bot passes to it, sessions included.
        named: the same, by name.
        prepare: brings the screens to where the step begins.

    Raises:
        WrongVerdictError: the hook is wrong at one of the stages; the sentence says what it costs.
        NothingToCutError: no session is among the arguments.

    Example:
        >>> def test_save_address() -> None:  # doctest: +SKIP
        ...     change = AddressChange(account="0012", street="Am Markt 1", city="Jena")
        ...     with opened("crm") as crm:
        ...         check_verify(save_address, crm, change, prepare=lambda: open_account(crm, change))
    """
    given = step.bind(*arguments, **named)
    sessions = [value for value in given.values() if is_severable(value)]
    if not sessions:
        raise NothingToCutError(step.name)
    screens = _Screens(sessions)
    looker = Looker(screens)

    def look() -> Sight:
        screens.start_screens_over()
        return looker.afresh(step, given)

    _expect(step, "before anything was entered", look(), Verdict.NOT_APPLIED, LOSES)
    screens.start_screens_over()
    if prepare is not None:
        prepare()
    step.act(given)
    _expect(step, "after it was entered", look(), Verdict.APPLIED, DOUBLES)
    screens.start_screens_over()
    with _all_cut(sessions):
        _expect_no_lie(step, looker, given)
    _expect(step, "once the connection is back", look(), Verdict.APPLIED, DOUBLES)


LOSES = "After a crash the item would count as done, and nothing would ever be entered."
DOUBLES = "After a crash the item would be entered a second time, or wait for a person for nothing."


def is_severable(value: object) -> TypeGuard[Severable]:
    """Whether a step's argument is a session."""
    return isinstance(value, SignedIn) and hasattr(value, "cut_off")


def _expect(step: Step[..., Any], when: str, sight: Sight, wanted: Verdict, harm: str) -> None:
    if sight.verdict is not wanted:
        raise WrongVerdictError(step.name, when, wanted.name, sight, harm)


def _expect_no_lie(step: Step[..., Any], looker: Looker, given: Mapping[str, Any]) -> None:
    try:
        sight = looker.afresh(step, given)
    except EnvironmentFault:
        return
    if sight.verdict is Verdict.NOT_APPLIED:
        when, wanted = "with the connection cut", "UNKNOWN, or an error"
        raise WrongVerdictError(step.name, when, wanted, sight, DOUBLES)


@contextmanager
def _all_cut(sessions: Sequence[Severable]) -> Iterator[None]:
    with ExitStack() as stack:
        for session in sessions:
            stack.enter_context(session.cut_off())
        yield


class NotAnsweredError(AssertionError):
    """A bot asks more, or something else, than its test answers."""

    def __init__(self, asking: Asking, why: str) -> None:
        super().__init__(f"{asking.question!r} (ask(…) in {asking.where}) is not answered: {why}.")


class _Answers:
    """Answers a bot's questions, one after the other."""

    def __init__(self, given: Sequence[str | BaseModel]) -> None:
        self._left = list(given)
        self.asked: list[Asking] = []

    def ask(self, asking: Asking) -> Any:
        self.asked.append(asking)
        if not self._left:
            raise NotAnsweredError(asking, "the test has no answer left")
        given = self._left.pop(0)
        is_choice = isinstance(given, str)
        answer = {"choice": given} if isinstance(given, str) else {"values": as_json(given)}
        try:
            if is_choice != bool(asking.choices):
                raise ValueError("it takes a choice" if asking.choices else "it takes a form")
            return asking.taken(answer)
        except ValueError as error:
            raise NotAnsweredError(asking, str(error)) from error


def as_json(filled: BaseModel) -> dict[str, Any]:
    """A filled form as the store keeps it."""
    return filled.model_dump(mode="json")


@contextmanager
def answers(*given: str | BaseModel) -> Iterator[list[Asking]]:
    """Answers what a bot asks while it is called directly: one after the other, in its order.

    Gives a list of what it has asked, with question, facts, choices and who may answer.

    Raises:
        NotAnsweredError: it asks more often than there are answers, or they do not fit.

    Example:
        >>> from runner import ask
        >>> with answers("no") as asked:
        ...     ask("Pay out 120.00 EUR?", choices=["yes", "no"], facts={"amount": 120})
        'no'
        >>> asked[0].facts
        {'amount': 120}
    """
    answering = _Answers(given)
    before, current.asker = current.asker, answering
    try:
        yield answering.asked
    finally:
        current.asker = before


@contextmanager
def opened(
    app: str, *, workspace: Path | None = None, address: str | None = None, show: bool = False
) -> Iterator[Any]:
    """A signed-in app of a workspace, for an author's own tests; closed with the block.

    Args:
        app: the name of its selector file.
        workspace: the workspace's folder; else the one that the current folder lies in.
        address: instead of the address in the file: a test system, not the one that counts.
        show: a visible browser; of a desktop program its window on this very display.

    Raises:
        DeskhandError: the workspace, the file, a credential or the app cannot be used.
    """
    from runner.drivers.opening import Opening, open_session
    from runner.screens.load import load
    from runner.vault import open_vault
    from runner.workspace import Workspace

    place = Workspace.find(workspace or Path.cwd())
    vault = open_vault(place.root, lambda _secret: None)
    described = load(place.selectors / f"{app}.yaml")
    how = Opening(place.root, address, show)
    session = open_session(described, vault.get, how)
    try:
        session.sign_in()
        yield session
    finally:
        session.close()
