"""The texts of a page: what is shown, what labels a field, what heads a column."""

from collections.abc import Iterator
from typing import TypeGuard

from selectolax.lexbor import LexborNode

from runner.healing.control import squeezed

UNREAD = frozenset({"script", "style", "template", "noscript", "head", "option", "svg", "object"})
TEXTLESS = frozenset({"select", "textarea"})


def is_hidden(attributes: dict[str, str | None]) -> bool:
    """Whether the page itself says that an element is not shown."""
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style


def own_text(node: LexborNode) -> str:
    """The text of an element without that of the fields in it."""
    return " ".join(_texts(node))


def says(tag: str | None) -> TypeGuard[str]:
    """Whether an element may show text: it is no comment, script or list of choices."""
    return tag is not None and tag != "" and tag[0] not in "-_!" and tag not in UNREAD


def _texts(node: LexborNode) -> Iterator[str]:
    child = node.child
    while child is not None:
        tag = child.tag
        if tag == "-text":
            yield child.text_content or ""
        elif says(tag) and tag not in TEXTLESS and not is_hidden(child.attributes):
            yield from _texts(child)
        child = child.next


def wrapping_label(node: LexborNode) -> str:
    """The text of the label around a field."""
    parent = node.parent
    for _ in range(4):
        if parent is None:
            return ""
        if parent.tag == "label":
            return squeezed(own_text(parent))
        parent = parent.parent
    return ""


def span(cell: LexborNode) -> int:
    """How many columns a cell covers."""
    said = cell.attributes.get("colspan") or ""
    return min(int(said), 50) if said.isascii() and said.isdigit() else 1


def header_texts(table: LexborNode) -> list[str]:
    """The header of each column, where the table has a row of headers."""
    for row in table.css("tr"):
        cells = [cell for cell in row.iter() if cell.tag in {"td", "th"}]
        heads = [cell for cell in cells if cell.tag == "th"]
        if len(heads) > 1 and len(heads) == len(cells):
            return [text for cell in cells for text in [squeezed(own_text(cell))] * span(cell)]
        if cells:
            return []
    return []
