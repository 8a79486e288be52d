"""Templates: every page is made from a file, in the visitor's language, every value escaped."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from runner.pages.rights import Right
from runner.pages.visiting import visit_of

HERE = Path(__file__).parent

LONGEST = 400
"""Characters of a value of any origin that a line of a list shows."""


class Templates:
    """Makes pages.

    Args:
        folders: Of templates, the more special first; the pages' own come after them.
        values: What every page of the site may show besides.
    """

    def __init__(self, folders: Iterable[Path], values: Mapping[str, Any] | None = None) -> None:
        self._environment = Environment(
            loader=FileSystemLoader([*folders, HERE / "templates"]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["short"] = short
        self._environment.filters["visible"] = visible
        self._environment.globals["icon"] = icon
        self._environment.globals["Right"] = Right
        self._environment.globals["link"] = self.link
        self._environment.globals.update(values or {})

    @staticmethod
    def link(path: str, query: Mapping[str, Any], **changes: object) -> str:
        """A path with its query, some of it changed; what is empty is left out."""
        asked = {name: str(value) for name, value in (dict(query) | changes).items()}
        kept = urlencode({name: value for name, value in asked.items() if value})
        return f"{path}?{kept}" if kept else path

    def share(self, values: Mapping[str, Any]) -> None:
        """Let every page show these, too."""
        self._environment.globals.update(values)

    def page(
        self, request: Request, name: str, /, *, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """A page, or a part of one."""
        visit = visit_of(request)
        known = {
            "visit": visit,
            "language": visit.language,
            "say": visit.language.say,
            "may": visit.may,
            "path": request.scope["path"],
            "query": request.query_params,
            "now": datetime.now(UTC),
            "live": request.headers.get("hx-request") == "true",
        }
        text = self._environment.get_template(name).render(known | values)
        return HTMLResponse(text, status_code=status, headers={"vary": "hx-request"})


def visible(value: object) -> str:
    """A text of any origin: what could turn or hide the text around it is shown as a mark."""
    text = str(value)
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)


def short(value: object, longest: int = LONGEST) -> str:
    """A text of any origin in one line, cut where it is too long for a list."""
    text = " ".join(visible(str(value)[: longest + 1]).split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def icon(name: str) -> Markup:
    """An icon of the icons file; people who do not see it miss nothing."""
    mark = Markup('<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#{}"/></svg>')
    return mark.format(name)
