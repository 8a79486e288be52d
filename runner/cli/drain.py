"""`deskhand drain`: a host finishes what it has in work, and ends; for a deploy."""

from collections.abc import Collection
from typing import Annotated

from cyclopts import Parameter

from runner.account import who
from runner.cli.parsing import command_app
from runner.cli.pause import names_of
from runner.cli.place import JsonOption, WorkspaceOption, open_store_here
from runner.cli.printing import print_json
from runner.errors import EnvironmentFault, ExitCode, InputError
from runner.store.fleet import SeenHost
from runner.store.leases import host_name
from runner.store.store import Store
from runner.waiting import pause

app = command_app("drain")

LOOK_SECONDS = 1.0


class NoSuchHostError(InputError):
    """No host of that name serves."""

    def __init__(self, name: str | None, known: Collection[str]) -> None:
        super().__init__(
            f"No host {name!r} serves." if name else "No host serves on this machine.",
            hint=f"There are: {', '.join(sorted(known))}."
            if known
            else "`deskhand fleet` lists them.",
        )


class LostWhileDrainingError(EnvironmentFault):
    """A host died before it had finished."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__(
            f"No sign of life from {' and '.join(sorted(names))} any more; nothing is lost: other "
            "hosts take over what was in work.",
            hint="`deskhand fleet` shows who serves.",
        )


@app.default
def drain(
    host: str | None = None,
    /,
    *,
    wait: Annotated[bool, Parameter(negative="", help="Return when they have ended.")] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Let a host take nothing new, finish the items that it has in work, and end with code 0.

    It hears of it at its next sign of life, within ten seconds. What else is queued stays queued.

    Parameters
    ----------
    host
        A machine or one of its hosts, as `deskhand fleet` shows them; else all of this machine.
    """
    store = open_store_here(workspace)
    try:
        names = asked_for(store.fleet.hosts(), host)
        store.fleet.drain(names, who())
        if wait:
            wait_until_gone(store, names)
    finally:
        store.close()
    if json:
        print_json({"drained" if wait else "draining": sorted(names)})
    else:
        what = "1 host" if len(names) == 1 else f"{len(names)} hosts"
        print(f"{what} ended." if wait else f"{what} asked. Watch with: deskhand fleet")
    return ExitCode.OK


def asked_for(seen: Collection[SeenHost], name: str | None) -> list[str]:
    """The hosts that are meant.

    Raises:
        NoSuchHostError: there is none.
    """
    living = [one.host for one in seen if one.state != "lost"]
    wanted = name or host_name()
    found = [host.name for host in living if wanted in (*names_of(host), host.name)]
    if not found:
        raise NoSuchHostError(name, {each for host in living for each in names_of(host)})
    return found


def wait_until_gone(store: Store, names: Collection[str]) -> None:
    """Wait until hosts have signed off.

    Raises:
        LostWhileDrainingError: one gave no sign of life any more.
    """
    while left := [one for one in store.fleet.hosts() if one.host.name in names]:
        lost = [one.host.name for one in left if one.state == "lost"]
        if lost:
            raise LostWhileDrainingError(lost)
        pause(LOOK_SECONDS, because="hosts say in the ledger, and nowhere else, that they ended")
