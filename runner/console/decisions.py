"""Decisions: what waits for a person's word, with all that it rests on, and the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from runner.console.desk import Desk
from runner.console.evidence_files import picture
from runner.decisions.answering import as_typed, choose, corrected, drafted, fill_in, model_of
from runner.decisions.errors import UnfitAnswerError
from runner.decisions.matters import Doubt, Matter, doubt, goes_on, matters
from runner.errors import DeskhandError
from runner.forms import FormField, fields_of
from runner.item import ItemState
from runner.pages.doors import Door, does, shows
from runner.pages.refusing import Refusal, not_allowed, not_there
from runner.pages.rights import Right
from runner.pages.texts import Language
from runner.pages.visiting import visit_of
from runner.store.answering import Answerer, MayNotAnswerError, unfit_for
from runner.store.cases import cases_of
from runner.store.decision_errors import NoSuchDecisionError
from runner.store.decision_state import DecisionState
from runner.store.decisions import Decision
from runner.store.errors import NoSuchItemError
from runner.store.settling import Answer, NothingToLookAtError, NotInDoubtError, settle

LISTED = 200
"""What waits that is listed; nobody answers more at a sitting."""

ANSWERS = {"entered": Answer.ENTERED, "not_entered": Answer.NOT_ENTERED, "look": Answer.LOOK}


@dataclass(frozen=True, slots=True)
class Shown:
    """What was typed, and what is wrong with it, when a page is shown once more."""

    values: Mapping[str, str | tuple[str, ...]]
    problems: Mapping[str, str]


class DecisionPages:
    """The pages of decisions."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def overview(self, request: Request) -> Response:
        """What waits: whoever may not see items sees only what he may answer."""
        visit = visit_of(request)
        store = self._desk.store
        found = matters(store, limit=LISTED)
        asked = [one.decision.wanted for one in found if one.decision is not None]
        kept_out = unfit_for(store.database, asked, Answerer(visit.who.name))
        if not visit.may(Right.SEE_ITEMS):
            found = [one for one in found if is_for(one, kept_out)]
        return self._desk.templates.page(
            request,
            "decisions.html",
            area="decisions",
            matters=found,
            kept_out=kept_out,
            waiting=store.decisions.count_open(),
            listed=LISTED,
        )

    def page(self, request: Request) -> Response:
        """One decision: what is asked, what it rests on, and what it takes."""
        return self._page(request, self._seen(request))

    def picture(self, request: Request) -> Response:
        """A picture of a decision, masked as it was kept."""
        names = self._seen(request).pictures
        place: int = request.path_params["place"]
        if place >= len(names):
            raise not_there()
        return picture(self._desk.store.evidence, PurePosixPath(names[place]).parts)

    def answer(self, request: Request) -> Response:
        """Take an answer, bound to what the page showed; else say what happened meanwhile."""
        visit = visit_of(request)
        found = self._seen(request)
        try:
            answered = self._answered(request, found)
        except UnfitAnswerError as unfit:
            typed = {name: tuple(values) for name, values in visit.form.items()}
            return self._page(
                request, found, status=422, shown=Shown(as_shown(typed), unfit.problems)
            )
        except DeskhandError as refused:
            now = self._desk.store.decisions.one(found.id)
            said = words_of(refused, visit.language)
            return self._page(request, now, status=409, told=said)
        case = cases_of(self._desk.store.database, [answered.item])[answered.item]
        told = {"told": "decision_answered"}
        if goes_on(case) is not None:
            told = {"told": "decision_resume", "what": case.run}
        path = f"/decisions/{found.id}"
        return RedirectResponse(self._desk.templates.link(path, told), 303)

    def _answered(self, request: Request, found: Decision) -> Decision:
        visit = visit_of(request)
        store, by = self._desk.store, Answerer(visit.who.name)
        seen = visit.posted("seen")
        if "choices" in found.form:
            return choose(store, found.id, visit.posted("choice"), by, seen=seen)
        workspace, language = self._desk.engine.workspace, visit.language.name
        return fill_in(store, workspace, found.id, visit.form, by, seen=seen, language=language)

    def _seen(self, request: Request) -> Decision:
        """The decision of a path, if this person may see what it holds."""
        visit, store = visit_of(request), self._desk.store
        try:
            found = store.decisions.one(request.path_params["number"])
        except (NoSuchDecisionError, OverflowError):
            raise not_there() from None
        kept_out = unfit_for(store.database, [found.wanted], Answerer(visit.who.name))
        if kept_out and not visit.may(Right.SEE_ITEMS):
            raise not_allowed()
        if found.is_of_repair:
            raise Refusal(409, "decisions.of_repair")
        return found

    def _page(
        self,
        request: Request,
        found: Decision,
        *,
        status: int = 200,
        told: str = "",
        shown: Shown | None = None,
    ) -> Response:
        visit, store = visit_of(request), self._desk.store
        kept_out = unfit_for(store.database, [found.wanted], Answerer(visit.who.name))
        why = words_of(kept_out[found.id], visit.language) if kept_out else ""
        fields, trouble = self._fields(found, visit.language)
        return self._desk.templates.page(
            request,
            "decision.html",
            status=status,
            area="decisions",
            decision=found,
            case=cases_of(store.database, [found.item])[found.item],
            is_open=found.state is DecisionState.OPEN,
            facts=facts_of(found),
            fields=fields,
            trouble=trouble,
            values=shown.values if shown else drafted(found, fields),
            problems=shown.problems if shown else {},
            marks=marks_of(found, fields, visit.language),
            why_not=why,
            told=told,
            answer=answer_of(found, fields),
        )

    def _fields(self, found: Decision, language: Language) -> tuple[list[FormField], str]:
        """The fields of its form, and why there are none where the bot has changed."""
        if "model" not in found.form:
            return [], ""
        try:
            model = model_of(self._desk.store, self._desk.engine.workspace, found)
        except DeskhandError as error:
            return [], words_of(error, language)
        return fields_of(model, language.name), ""

    def doubt(self, request: Request) -> Response:
        """An item in doubt: what was to be entered, and the pictures before and after."""
        found = self._doubt(request)
        return self._desk.templates.page(
            request,
            "decision_doubt.html",
            area="decisions",
            doubt=found,
            is_open=found.case.state == ItemState.IN_DOUBT,
            before=None if found.before is None else found.pictures.index(found.before),
            after=None if found.after is None else found.pictures.index(found.after),
            told="",
        )

    def doubt_picture(self, request: Request) -> Response:
        """A picture of an item in doubt."""
        found = self._doubt(request)
        place: int = request.path_params["place"]
        if place >= len(found.pictures):
            raise not_there()
        root = self._desk.store.evidence
        return picture(root, found.pictures[place].relative_to(root).parts)

    def settle(self, request: Request) -> Response:
        """Say whether it was entered, or have it looked up again."""
        visit = visit_of(request)
        answer = ANSWERS.get(visit.posted("answer"))
        if answer is None:
            raise Refusal(400, "error.wrong_form")
        item: int = request.path_params["item"]
        try:
            run = settle(self._desk.store.database, item, answer, visit.who.name)
        except NoSuchItemError:
            raise not_there() from None
        except NotInDoubtError:
            raise Refusal(409, "decisions.not_in_doubt") from None
        except NothingToLookAtError:
            raise Refusal(409, "decisions.nothing_to_look_at") from None
        self._desk.store.runs.reopen(run)
        return RedirectResponse("/decisions?told=doubt_settled", 303)

    def _doubt(self, request: Request) -> Doubt:
        try:
            return doubt(self._desk.store, request.path_params["item"])
        except (NoSuchItemError, OverflowError):
            raise not_there() from None


def is_for(matter: Matter, kept_out: Mapping[int, MayNotAnswerError]) -> bool:
    """Whether somebody who may not see items may see this."""
    return matter.decision is not None and matter.decision.id not in kept_out


def words_of(error: DeskhandError, language: Language) -> str:
    """Why something is not done, in the person's language where it has words for it."""
    key = f"decisions.refused.{type(error).__name__}"
    return language.say(key) if language.knows(key) else error.sentence()


def facts_of(found: Decision) -> list[tuple[str, str]]:
    """The facts as a person reads them; those of a model one a line."""
    told: list[tuple[str, str]] = []
    for name, value in (found.facts or {}).items():
        if isinstance(value, Mapping):
            told += [(f"{name} · {inner}", plain(each)) for inner, each in value.items()]
        else:
            told.append((name, plain(value)))
    return told


def plain(value: Any) -> str:
    """A value of JSON for people."""
    if value is None:
        return "–"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "\n".join(map(plain, value))
    return str(value)


def as_shown(typed: Mapping[str, tuple[str, ...]]) -> dict[str, str | tuple[str, ...]]:
    """What was typed, for the fields that take one value and those that take several."""
    return {name: values[-1] if len(values) == 1 else values for name, values in typed.items()}


def marks_of(found: Decision, fields: Sequence[FormField], language: Language) -> dict[str, str]:
    """Beside each field what the bot has drafted."""
    draft = found.form.get("draft") or {}
    return {
        field.name: language.say("decisions.drafted", value=", ".join(texts(draft[field.name])))
        for field in fields
        if field.name in draft
    }


def texts(value: object) -> tuple[str, ...]:
    """A value as it would be typed."""
    typed = as_typed(value)
    return (typed,) if isinstance(typed, str) else typed


def answer_of(found: Decision, fields: Sequence[FormField]) -> list[tuple[str, str, str, bool]]:
    """The answer of a form: label, draft, answer, and whether a person has changed it."""
    labels = {field.name: field.label for field in fields}
    draft = found.form.get("draft") or {}
    changed = corrected(found)
    values = (found.answer or {}).get("values") or {}
    return [
        (labels.get(name, name), plain(draft.get(name)), plain(value), name in changed)
        for name, value in values.items()
    ]


def routes(desk: Desk) -> list[Door]:
    """Its routes."""
    room = DecisionPages(desk)
    return [
        shows("/decisions", room.overview, Right.SEE_DECISIONS),
        shows("/decisions/{number:int}", room.page, Right.SEE_DECISIONS),
        shows("/decisions/{number:int}/pictures/{place:int}", room.picture, Right.SEE_DECISIONS),
        does("/decisions/{number:int}/answer", room.answer, Right.ANSWER),
        shows("/doubts/{item:int}", room.doubt, Right.SEE_ITEMS),
        shows("/doubts/{item:int}/pictures/{place:int}", room.doubt_picture, Right.SEE_ITEMS),
        does("/doubts/{item:int}/settle", room.settle, Right.HANDLE_ITEMS),
    ]
