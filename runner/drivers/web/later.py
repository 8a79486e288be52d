"""A DevTools command whose answer is fetched later, while other work goes on."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asyncio import Task

    from playwright.sync_api import CDPSession


class Later:
    """Sends at once and waits when `result` is asked for.

    Playwright's synchronous face has no word for this; the loop beneath it has.
    """

    def __init__(self, session: "CDPSession", method: str, params: dict[str, object]) -> None:
        self._session: Any = session
        sending = self._session._impl_obj.send(method, params, timeout=None)  # noqa: SLF001 - see above
        self._task: Task[dict[str, Any]] = self._session._loop.create_task(sending)  # noqa: SLF001 - see above
        self._task.add_done_callback(_look_at_error)

    def result(self) -> dict[str, Any]:
        """The answer. Raises what the command raised."""
        answer: dict[str, Any] = self._session._sync(self._answer())  # noqa: SLF001 - see above
        return answer

    async def _answer(self) -> dict[str, Any]:
        return await self._task


def _look_at_error(task: "Task[dict[str, Any]]") -> None:
    # An error that nobody asks for is no warning: the picture is simply not there.
    if not task.cancelled():
        task.exception()
