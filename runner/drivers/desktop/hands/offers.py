"""What a clipboard holds: one thing, in the forms in which programs may ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

UTF_8 = ("UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "TEXT")
LATIN_1 = "STRING"
NOT_FOR_HISTORIES = "x-kde-passwordManagerHint"
"""Programs that keep a history of the clipboard leave out what carries it."""
NO_CONTENT = frozenset(
    {"TARGETS", "MULTIPLE", "TIMESTAMP", "SAVE_TARGETS", "DELETE", "INSERT_PROPERTY"}
)
KEPT = frozenset({*UTF_8, LATIN_1, "text/html", "text/rtf", "text/uri-list", "image/png"}) | {
    "COMPOUND_TEXT",
    "x-special/gnome-copied-files",
    "application/x-kde-cutselection",
    NOT_FOR_HISTORIES,
}
"""Forms that can be put back; pictures as PNG."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of it, as it goes over the wire."""

    kind: str
    width: int
    """Bits of one unit: 8, 16 or 32."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """What a clipboard holds, form by form."""

    forms: Mapping[str, Form] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    """Forms that it had and that could not be kept."""


def of_text(text: str) -> Content:
    """A text, in every form that programs ask for; not for the histories of clipboards."""
    encoded = text.encode()
    forms = {name: Form("UTF8_STRING" if name == "TEXT" else name, 8, encoded) for name in UTF_8}
    if all(sign < "\u0100" for sign in text):
        forms[LATIN_1] = Form(LATIN_1, 8, text.encode("latin-1"))
    forms[NOT_FOR_HISTORIES] = Form(NOT_FOR_HISTORIES, 8, b"secret")
    return Content(forms)
