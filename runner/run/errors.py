"""How an attempt or a run can end early, each in a sentence."""

from runner.errors import DeskhandError, EnvironmentFault, InDoubtError, InputError, TechnicalError


class StopAskedError(DeskhandError):
    """A person asked the run to stop; the item goes back as it was."""

    def __init__(self) -> None:
        super().__init__("The run was asked to stop.", hint="`deskhand resume` goes on.")


class DryRunEndError(DeskhandError):
    """A dry run has come to the first thing that would change something."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Dry run: would enter {what}.")


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


class DeadlineError(TechnicalError):
    """Something took longer than it may; its browser was ended."""

    def __init__(self, what: str, seconds: float) -> None:
        super().__init__(f"{what} took longer than {seconds:g} s, so its browser was ended.")


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

    def __init__(self, feed: str, run: str) -> None:
        super().__init__(
            f"Run {run} is working on {feed} at this moment.",
            hint=f"Wait for it, or watch it: deskhand show {run}.",
        )


class RunInWorkError(InputError):
    """The run is being worked on by a living process."""

    def __init__(self, run: str) -> None:
        super().__init__(
            f"Run {run} is still at work in another process.",
            hint=f"Watch it: deskhand show {run}. Stop it with Ctrl-C there.",
        )


class RepeatedDeathError(EnvironmentFault):
    """Workers die before they begin."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"No worker could be kept alive: {reason}.",
            hint="`deskhand doctor` looks into it; the run's log tells more.",
        )
