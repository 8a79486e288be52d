"""The audit: who did what, and when."""

from starlette.requests import Request
from starlette.responses import Response

from runner.console.desk import Desk, current, since
from runner.console.items import SINCE
from runner.console.paging import SIZE
from runner.pages.doors import Door, shows
from runner.pages.rights import Right
from runner.store.auditing import AuditSought


def routes(desk: Desk) -> list[Door]:
    """Its routes."""

    def page(request: Request) -> Response:
        asked = request.query_params
        item, before = number(asked.get("item", "")), number(asked.get("before", ""))
        sought = AuditSought(
            asked.get("who", "").strip()[:200],
            asked.get("action", "")[:60],
            item,
            asked.get("run", "").strip()[:40],
            since(asked.get("since", ""), current()),
        )
        lines = desk.store.audit.page(sought, before, SIZE + 1)
        return desk.templates.page(
            request,
            "audit.html",
            area="audit",
            lines=lines[:SIZE],
            more=lines[SIZE - 1].id if len(lines) > SIZE else None,
            actions=desk.store.audit.actions(),
            choices=SINCE,
            first=before is None,
        )

    return [shows("/audit", page, Right.SEE_AUDIT)]


def number(text: str) -> int | None:
    """A number that was typed; None where none was."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
