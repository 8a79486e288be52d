"""Reads the controls of a page from its HTML."""

from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from runner.healing.control import Control, squeezed, target
from runner.healing.texts import (
    TEXTLESS,
    header_texts,
    is_hidden,
    own_text,
    says,
    wrapping_label,
)

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "legend", "caption"})
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
PLAIN_INPUTS = frozenset(
    [
        "text",
        "password",
        "number",
        "email",
        "tel",
        "url",
        "search",
        "date",
        "time",
        "month",
        "week",
        "color",
        "range",
        "file",
        "checkbox",
        "radio",
        "datetime-local",
    ]
)
ROLES = {
    "button": "button",
    "link": "link",
    "checkbox": "checkbox",
    "switch": "checkbox",
    "radio": "radio",
    "combobox": "select",
    "listbox": "listbox",
    "textbox": "text",
    "searchbox": "search",
    "spinbutton": "number",
    "menuitem": "link",
    "tab": "link",
}
DEEPEST = 6
"""Tags of the path that are kept."""


@dataclass(slots=True)
class Found:
    """A control, and where in the page it stands."""

    control: Control
    node: LexborNode


@dataclass(slots=True)
class _Cell:
    headers: list[str]
    column: int = 0
    headed: bool = False
    texts: list[str] = field(default_factory=list)
    controls: list[int] = field(default_factory=list)


def read_controls(html: str) -> list[Found]:
    """The controls of a page in the order of the document; hidden ones are left out."""
    return _Reader(LexborHTMLParser(html)).read()


class _Reader:
    """One pass over the page."""

    def __init__(self, page: LexborHTMLParser) -> None:
        self._page = page
        self._found: list[Found] = []
        self._labels: dict[str, str] = {}
        self._by_id: dict[str, LexborNode] = {}
        self._heading = ""
        self._form = ""
        self._text: list[str] = []
        self._rows: list[_Cell] = []
        self._open: list[int] = []

    def read(self) -> list[Found]:
        root = self._page.root
        if root is None:
            return []
        self._learn_labels()
        self._walk(root, (), hidden=False)
        self._name_neighbours()
        return self._found

    def _learn_labels(self) -> None:
        for node in self._page.css("[id]"):
            self._by_id.setdefault(node.attributes.get("id") or "", node)
        for node in self._page.css("label[for]"):
            text = squeezed(own_text(node))
            self._labels.setdefault(node.attributes.get("for") or "", text)

    def _walk(self, node: LexborNode, path: tuple[str, ...], *, hidden: bool) -> None:
        child = node.child
        while child is not None:
            tag = child.tag
            if tag == "-text":
                self._said(child.text_content or "")
            elif says(tag):
                self._element(child, tag, path, hidden=hidden)
            child = child.next

    def _said(self, text: str) -> None:
        said = squeezed(text)
        if not said:
            return
        self._text.append(said)
        for number in self._open:
            found = self._found[number]
            found.control = replace(found.control, after=said)
        self._open.clear()
        if self._rows:
            self._rows[-1].texts.append(said)

    def _element(self, node: LexborNode, tag: str, path: tuple[str, ...], *, hidden: bool) -> None:
        attributes = node.attributes
        gone = hidden or is_hidden(attributes)
        if tag in HEADINGS:
            self._heading = squeezed(own_text(node)) or self._heading
        kind = "" if gone else kind_of(tag, attributes)
        number = len(self._found)
        if kind:
            self._control(node, kind, attributes, path)
        if tag not in TEXTLESS:
            self._inside(node, tag, path, hidden=gone)
        if kind:
            self._open.append(number)

    def _inside(self, node: LexborNode, tag: str, path: tuple[str, ...], *, hidden: bool) -> None:
        form, heading = self._form, self._heading
        if tag == "form":
            self._form = target(node.attributes.get("action") or "")
        row = self._enter_table(node, tag)
        if tag in BLOCKS:
            self._open.clear()
        self._walk(node, (tag, *path[: DEEPEST - 1]), hidden=hidden)
        if tag in BLOCKS:
            self._open.clear()
        self._leave_table(tag, row)
        if tag == "form":
            self._form = form
        if tag == "fieldset":
            self._heading = heading

    def _enter_table(self, node: LexborNode, tag: str) -> _Cell | None:
        if tag == "table":
            self._rows.append(_Cell(header_texts(node)))
        elif tag == "tr" and self._rows:
            self._rows.append(_Cell(self._rows[-1].headers))
            return self._rows[-1]
        return None

    def _leave_table(self, tag: str, row: _Cell | None) -> None:
        if not self._rows:
            return
        if tag in {"td", "th"}:
            self._rows[-1].column += 1
            self._rows[-1].headed |= tag == "th"
        elif tag == "table":
            self._rows.pop()
        elif row is not None:
            self._rows.pop()
            self._leave_row(row)

    def _leave_row(self, row: _Cell) -> None:
        found = [self._found[number] for number in row.controls]
        if row.texts and len(found) > 1:
            for each in found:
                each.control = replace(each.control, row=row.texts[0])
        # A headed row with one field is a line of a form: what it says is the label.
        elif row.texts and found and row.headed and found[0].control.column:
            only = found[0].control
            name = only.before if only.name == only.column else only.name
            found[0].control = replace(only, name=name, column="")

    def _control(
        self,
        node: LexborNode,
        kind: str,
        attributes: dict[str, str | None],
        path: tuple[str, ...],
    ) -> None:
        got = {name: value or "" for name, value in attributes.items()}
        pressed = kind in {"button", "link"}
        text = squeezed(own_text(node)) if pressed else ""
        if node.tag == "input" and (pressed or kind in {"radio", "checkbox"}):
            text = squeezed(got.get("value", ""))
        column = ""
        if self._rows:
            row = self._rows[-1]
            row.controls.append(len(self._found))
            column = row.headers[row.column] if row.column < len(row.headers) else ""
        before = self._text[-1] if self._text else ""
        control = Control(
            kind=kind,
            name=self._name(node, kind, got, text) or ("" if pressed else column or before),
            text=text,
            placeholder=squeezed(got.get("placeholder", "")),
            title=squeezed(got.get("title", "")),
            test_id=got.get("data-testid", "") or got.get("data-test", ""),
            id=got.get("id", ""),
            html_name=got.get("name", ""),
            autocomplete=got.get("autocomplete", ""),
            href=target(got.get("href", "") or got.get("formaction", "")),
            form="" if kind == "link" else self._form,
            heading=self._heading,
            column=column,
            before=before,
            path=">".join(path),
            disabled="disabled" in got or got.get("aria-disabled") == "true",
        )
        self._found.append(Found(control, node))

    def _name(self, node: LexborNode, kind: str, got: dict[str, str], text: str) -> str:
        referred = [self._by_id.get(name) for name in got.get("aria-labelledby", "").split()]
        said = squeezed(" ".join(own_text(other) for other in referred if other is not None))
        label = said or squeezed(got.get("aria-label", ""))
        if label:
            return label
        if kind in {"button", "link"}:
            image = node.css_first("img[alt]")
            alt = image.attributes.get("alt") or "" if image is not None else ""
            return text or squeezed(alt) or squeezed(got.get("title", "") or got.get("alt", ""))
        return (
            self._labels.get(got.get("id", "") or "-", "")
            or wrapping_label(node)
            or squeezed(got.get("title", "") or got.get("placeholder", ""))
        )

    def _name_neighbours(self) -> None:
        names = [found.control.name for found in self._found]
        for number, found in enumerate(self._found):
            found.control = replace(
                found.control,
                previous=names[number - 1] if number else "",
                next=names[number + 1] if number + 1 < len(names) else "",
            )


def kind_of(tag: str, attributes: dict[str, str | None]) -> str:
    """What kind of control an element is; empty where it is none."""
    if tag == "input":
        return _kind_of_input((attributes.get("type") or "text").lower())
    if tag == "select":
        return "listbox" if "multiple" in attributes else "select"
    if tag in {"textarea", "button"}:
        return tag
    role = ((attributes.get("role") or "").split() or [""])[0]
    if role in ROLES:
        return ROLES[role]
    if tag == "a":
        return "link" if "href" in attributes else ""
    editable = (attributes.get("contenteditable", "false") or "true") != "false"
    return "button" if tag == "summary" else "textarea" if editable else ""


def _kind_of_input(kind: str) -> str:
    if kind in {"submit", "reset", "image", "button"}:
        return "button"
    if kind == "hidden":
        return ""
    return kind if kind in PLAIN_INPUTS else "text"
