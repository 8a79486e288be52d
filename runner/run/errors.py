"""How an attempt or a run can end early, each in a sentence."""

from collections.abc import Mapping

from runner.errors import DeskhandError, EnvironmentFault, InDoubtError, InputError, TechnicalError
from runner.store.errors import LostItemError
from runner.store.question import Question


class StopAskedError(DeskhandError):
    """A person asked the run to stop; the item goes back as it was."""

    def __init__(self) -> None:
        super().__init__("The run was asked to stop.", hint="`deskhand resume` goes on.")


class DryRunEndError(DeskhandError):
    """A dry run has come to the first thing that would change something."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Dry run: would enter {what}.")


class DryRunQuestionError(DryRunEndError):
    """A dry run asks nobody: the answer would be for another run."""

    def __init__(self, where: str) -> None:
        super().__init__(f"what comes after a question to a person ({where})")


class QuestionAskedError(DeskhandError):
    """The bot has asked a person, and the answer is not there yet: the item waits for it."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.text)
        self.question = question


class AskedElsewhereError(InputError):
    """A bot asks where nothing could go on from later."""

    def __init__(self, where: str, inside: str) -> None:
        super().__init__(
            f"ask(…) in {where} is called in {inside}, so nobody was asked.",
            hint="Ask in the bot itself, between its steps.",
        )


class AskedAfterWriteError(InputError):
    """After the answer the bot begins anew, and would write a second time."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"ask(…) in {where} comes after something that was written outside every step, so "
            "nobody was asked: after the answer it would be written once more.",
            hint="Put what is written into a function with @step, or ask before it.",
        )


class TriesUsedUpError(TechnicalError):
    """An item without tries was taken up only to look at a step that was left open."""

    retry = False

    def __init__(self, what: str) -> None:
        super().__init__(
            "The item's tries are used up, so this attempt only looked; the bot would have "
            f"entered {what}.",
            hint="Feed the item again to give it new tries.",
        )


class StepNotAppliedError(TechnicalError):
    """The step acted and nothing complained, but a look at the screen does not find it."""

    def __init__(self, step: str) -> None:
        super().__init__(
            f"Step {step!r} was entered without an error, but a look at the screen does not find "
            "what it entered."
        )


class StepInDoubtError(InDoubtError):
    """Whether the step was entered cannot be told."""

    def __init__(self, step: str, why: str) -> None:
        super().__init__(
            f"Whether step {step!r} was entered is not known: {why}.",
            hint="Look at the record, then say: deskhand settle ITEM --entered, or --not-entered.",
        )


class StepChangedError(InDoubtError):
    """A finished step is called again with other values than it was entered with."""

    def __init__(self, step: str) -> None:
        super().__init__(
            f"Step {step!r} was entered before with other values than the bot has now, so it is "
            "not entered again.",
            hint="Look at the record, then say: deskhand settle ITEM --entered, or --not-entered.",
        )


class WriteInVerifyError(InputError):
    """A verify or confirm hook pressed something that writes."""

    def __init__(self, element: str) -> None:
        super().__init__(
            f"A verify hook must only look, but it is about to press {element!r}, which writes.",
            hint="Take the press out of the hook.",
        )


class NestedStepError(InputError):
    """A step is called while another one is being entered."""

    def __init__(self, step: str, outer: str) -> None:
        super().__init__(
            f"Step {step!r} is called inside step {outer!r}, so it was not entered.",
            hint="Let the bot call one step after the other.",
        )


class StepElsewhereError(InputError):
    """A step is called in a thread of the bot's own."""

    def __init__(self, step: str) -> None:
        super().__init__(
            f"Step {step!r} is called in another thread than the bot, so it was not entered.",
            hint="Call steps in the bot itself; --sessions works several items side by side.",
        )


class BotExitError(TechnicalError):
    """The bot wanted to end the process that works it."""

    def __init__(self, leaving: BaseException) -> None:
        text = " ".join(str(leaving).split())
        said = f"{type(leaving).__name__}: {text}" if text else type(leaving).__name__
        super().__init__(
            f"The bot wanted to end its process ({said}).",
            hint="Raise BusinessError or TechnicalError instead.",
        )


class PayloadChangedError(InputError):
    """An item was taken in by a bot whose model has changed since."""

    def __init__(self, bot: str, problems: list[str]) -> None:
        super().__init__(
            f"The item does not fit bot {bot!r} any more, which has changed since it was taken "
            f"in: {'; '.join(problems)}.",
            hint="Feed it again, or bring the bot's earlier model back.",
        )


class DeadlineError(TechnicalError):
    """Something took longer than it may; its browser was ended."""

    def __init__(self, what: str, seconds: float) -> None:
        super().__init__(f"{what} took longer than {seconds:g} s, so its browser was ended.")


class TooBigError(DeskhandError):
    """A worker and its browser hold more memory than their bot may."""

    def __init__(self, held: int, allowed: int) -> None:
        super().__init__(
            f"The worker and its browser held {held} MiB of memory, and {allowed} are allowed.",
            hint="Give the bot more, @bot(memory=…), or look for what its pages pile up.",
        )


class RepeatedFaultError(EnvironmentFault):
    """The surroundings failed again and again."""

    def __init__(self, last: DeskhandError, times: int) -> None:
        super().__init__(
            f"The run stopped after {times} failures of its surroundings in a row; the last: "
            f"{last.message}",
            hint=last.hint or "`deskhand doctor` looks into it; `deskhand resume` goes on.",
        )


class FeedInWorkError(InputError):
    """Another run works on the same feed at this moment."""

    def __init__(self, feed: str, run: str | None) -> None:
        super().__init__(
            f"{f'Run {run}' if run else 'Another run'} is working on {feed} at this moment.",
            hint=f"Wait for it, or watch it: deskhand {f'show {run}' if run else 'runs'}.",
        )


class ItemsElsewhereError(DeskhandError):
    """Rows of the feed are items of another run, which has not ended them yet."""

    def __init__(self, run: str, holders: Mapping[str, int]) -> None:
        count = sum(holders.values())
        what = "1 item of this feed is" if count == 1 else f"{count} items of this feed are"
        names = " and ".join(sorted(holders))
        left = "it" if count == 1 else "them"
        ended = "it has ended" if len(holders) == 1 else "they have ended"
        super().__init__(
            f"{what} in the hands of run {names}, so this run left {left} alone.",
            hint=f"Wait until {ended}, then say: deskhand resume {run}.",
        )


class RunInWorkError(InputError):
    """The run is being worked on by a living process."""

    def __init__(self, run: str, *, elsewhere: bool = False) -> None:
        gone = " If that host is gone, the run is free within a minute and a half."
        super().__init__(
            f"Run {run} is still at work {'on another host' if elsewhere else 'in another process'}.",
            hint=f"Watch it: deskhand show {run}. Stop it with Ctrl-C there."
            f"{gone if elsewhere else ''}",
        )


class RunTakenOverError(EnvironmentFault):
    """This process gave no sign of life for so long that another one went on with its run."""

    def __init__(self, run: str) -> None:
        super().__init__(
            f"Run {run} was taken over by another process while this one stood still.",
            hint=f"Watch it: deskhand show {run}.",
        )


class NotInTimeError(EnvironmentFault):
    """An app comes back only after the run's deadline."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"{why} The run's deadline passes before that.",
            hint="`deskhand resume` goes on with the rest.",
        )


class RepeatedDeathError(EnvironmentFault):
    """Workers die before they begin."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"No worker could be kept alive: {reason}.",
            hint="`deskhand doctor` looks into it; the run's log tells more.",
        )


LAST_WORDS = (
    QuestionAskedError,
    AskedElsewhereError,
    AskedAfterWriteError,
    InDoubtError,
    StopAskedError,
    DryRunEndError,
    TriesUsedUpError,
    LostItemError,
    EnvironmentFault,
    NestedStepError,
    StepElsewhereError,
)
"""What ends an attempt, whatever the bot makes of it."""


def worded(error: BaseException) -> str:
    """The error as a person reads it: our own sentences, or kind and text of a stranger's."""
    if isinstance(error, DeskhandError):
        return error.sentence()
    try:
        text = " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - a stranger's __str__ may do anything
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
