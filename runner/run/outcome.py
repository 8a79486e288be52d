"""What an error makes of an attempt and its item: the one place where it is decided."""

import random
from dataclasses import replace
from datetime import timedelta

from runner.bots import Limits
from runner.drivers.errors import RepairNeededError
from runner.errors import BusinessError, EnvironmentFault, InDoubtError, InputError
from runner.item import ItemState
from runner.run.errors import DryRunEndError, QuestionAskedError, StopAskedError, worded
from runner.store.items import Claim, Ending

MAX_BACKOFF = timedelta(minutes=5)


def ending_for(error: Exception, claim: Claim, limits: Limits) -> Ending:
    """How an attempt that raised `error` ends.

    Business errors reject the item. What nobody can tell is in doubt. Faults of the surroundings
    and a stop give the item back as it was. Everything else is technical: tried again until the
    bot's tries are used up.
    """
    message = worded(error)
    if isinstance(error, BusinessError):
        return Ending("business", ItemState.REJECTED, message)
    if isinstance(error, InDoubtError):
        return Ending("in_doubt", ItemState.IN_DOUBT, message)
    if (early := ended_early(error, message)) is not None:
        return early
    if isinstance(error, EnvironmentFault):
        outcome = "refused" if error.final else "environment"
        return Ending(outcome, ItemState.NEW, message, app_out=error.app_out)
    if isinstance(error, InputError) or not getattr(error, "retry", True):
        return Ending("technical", ItemState.FAILED, message, burns_try=True)
    return technical(message, claim, limits)


def ended_early(error: Exception, message: str) -> Ending | None:
    """How an attempt ends that did nothing wrong, and did not come to its end; None for others."""
    if isinstance(error, QuestionAskedError):
        return Ending("waiting", ItemState.WAITING, message, question=error.question)
    if isinstance(error, DryRunEndError):
        return Ending("dry_run", ItemState.DONE, message)
    if isinstance(error, RepairNeededError):
        return Ending("waiting", ItemState.WAITING, message)
    if isinstance(error, StopAskedError):
        return Ending("stopped", ItemState.NEW, "")
    return None


def technical(message: str, claim: Claim, limits: Limits) -> Ending:
    """Try again later, or fail when the tries are used up."""
    ending = Ending("technical", ItemState.FAILED, message, burns_try=True)
    if claim.tries + 1 >= limits.tries:
        return ending
    return replace(ending, state=ItemState.NEW, retry_after=backoff(claim.tries, limits))


def backoff(tries: int, limits: Limits) -> timedelta:
    """Wait before the next try: doubled each time, jittered by a half, at most five minutes."""
    full = min(limits.backoff * 2**tries, MAX_BACKOFF)
    return timedelta(seconds=full.total_seconds() * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
