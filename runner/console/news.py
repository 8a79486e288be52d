"""News: what open pages of the console look at again when it has changed."""

from collections.abc import Mapping

from runner.console.desk import Desk
from runner.pages.live import Look


def news_of(desk: Desk) -> Look:
    """What has changed since the last look: `work`, `items` and `decisions`."""

    def look() -> Mapping[str, str]:
        sight = desk.sight()
        work = (
            [(one.run, one.done, one.not_done, one.left, one.working) for one in sight.work],
            [(host.host.name, host.state, host.items) for host in sight.hosts],
            sight.pauses,
            sight.outages,
            [run.id + run.state for run in desk.store.runs.recent(10)],
        )
        waits = (sight.waiting, sight.troubles[:3])
        return {"work": repr(work), "items": repr(waits), "decisions": str(sight.waiting.decisions)}

    return look
