"""Keeps secret and personal values out of everything that is written."""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from html.entities import codepoint2name
from unicodedata import normalize

from runner.secret import MASK, Secret

SHORT = 3
"""Values of up to so many characters are masked only where they stand alone."""
_ENCODED = re.compile(r"[%&\\+]")
_LONGEST = 1 << 18
"""Characters of one text that are looked through; what follows is cut off, never shown."""


class _Pattern:
    """One value: as it is, in base64, and as any mixture of the usual encodings writes it."""

    def __init__(self, value: str, *, thorough: bool) -> None:
        self._value = value
        self._thorough = thorough
        self._literals = sorted(_base64_forms(value))
        self._plain: re.Pattern[str] | None = None
        if len(value) <= SHORT:
            self._plain = re.compile(rf"(?<!\w){re.escape(value)}(?!\w)")
        else:
            self._literals.append(value)
        self.shortest = min(len(each) for each in (value, *self._literals))

    def spans(self, text: str, *, with_encodings: bool) -> Iterator[tuple[int, int]]:
        """Where the value stands in a text."""
        for literal in self._literals:
            start = text.find(literal)
            while start >= 0:
                yield start, start + len(literal)
                # One letter on: the value may overlap itself.
                start = text.find(literal, start + 1)
        pattern = self._encoded if with_encodings else self._plain
        if pattern is not None:
            yield from (match.span() for match in pattern.finditer(text))

    @cached_property
    def _encoded(self) -> re.Pattern[str]:
        """Made when a text first asks for it: most attempts never write an encoded text."""
        before, after = (r"(?<!\w)", r"(?!\w)") if len(self._value) <= SHORT else ("", "")
        letters = (_encodings(letter, thorough=self._thorough) for letter in self._value)
        return re.compile(f"{before}{''.join(letters)}{after}")


_SHORT_TEXT = 80
_MOST_KNOWN = 2_000


class Masker:
    """Replaces every registered value by `•••`, however it is encoded or nested.

    Secrets stay registered; personal values are those of one attempt.

    Example:
        >>> masker = Masker()
        >>> masker.add_secret(Secret("p@ss w0rd", name="CRM_PASSWORD"))
        >>> masker.text("GET /login?password=p%40ss+w0rd")
        'GET /login?password=•••'
    """

    def __init__(self) -> None:
        self._secrets: dict[str, _Pattern] = {}
        self._personal: dict[str, _Pattern] = {}
        self._known: dict[str, str] = {}
        """Short texts that were masked already: names of screens and elements come again."""

    def add_secret(self, secret: Secret) -> None:
        """Mask this secret from now on."""
        _register(self._secrets, [secret.reveal()], thorough=True)
        self._known.clear()

    def holds_secret(self, text: str) -> bool:
        """Whether a registered secret stands in a text, however it is encoded."""
        with_encodings = _ENCODED.search(text) is not None
        return any(
            any(pattern.spans(text, with_encodings=with_encodings))
            for pattern in self._secrets.values()
        )

    def add_personal(self, values: Iterable[str]) -> None:
        """Mask these values until the attempt ends."""
        if chosen := list(values):
            _register(self._personal, chosen, thorough=False)
            self._known.clear()

    def end_attempt(self) -> None:
        """Forget the personal values: the next case has its own."""
        if self._personal:
            self._personal = {}
            self._known.clear()

    def text(self, text: str) -> str:
        """The text with every registered value masked; cut off when it is very long."""
        if len(text) <= _SHORT_TEXT:
            return self._remembered(text)
        if len(text) > _LONGEST:
            # The cut may go through a value: what could be a part of one goes too.
            masked = self._masked(text[:_LONGEST])
            return masked[: max(0, len(masked) - _LONGEST // 8)] + "…"
        return self._masked(text)

    def _remembered(self, text: str) -> str:
        masked = self._known.get(text)
        if masked is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            masked = self._known[text] = self._masked(text)
        return masked

    def value(self, value: object) -> object:
        """The same for anything that goes into a log: nested, as JSON can hold it."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, int | float):
            masked = self.text(str(value))
            return value if masked == str(value) else masked
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(inner) for inner in value]
        if isinstance(value, bytes | bytearray):
            return self.text(bytes(value).decode("utf-8", "replace"))
        return self.text(_described(value))

    def _masked(self, text: str) -> str:
        with_encodings = _ENCODED.search(text) is not None
        spans = [
            span
            for patterns in (self._secrets, self._personal)
            for pattern in patterns.values()
            if len(text) >= pattern.shortest
            for span in pattern.spans(text, with_encodings=with_encodings)
        ]
        if not spans:
            return text
        pieces, position = [], 0
        for start, end in _merged(sorted(spans)):
            pieces += [text[position:start], MASK]
            position = end
        return "".join([*pieces, text[position:]])


def _described(value: object) -> str:
    if isinstance(value, BaseException):
        return f"{type(value).__name__}: {value}"
    return str(value)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping values are masked together, so that no rest of one remains."""
    merged = [spans[0]]
    for start, end in spans[1:]:
        last_start, last_end = merged[-1]
        if start < last_end:
            merged[-1] = (last_start, max(end, last_end))
        else:
            merged.append((start, end))
    return merged


def _register(patterns: dict[str, _Pattern], values: Iterable[str], *, thorough: bool) -> None:
    for value in values:
        for form in _forms(value):
            if form not in patterns:
                patterns[form] = _Pattern(form, thorough=thorough)


def _forms(value: str) -> set[str]:
    """The value, its lines (a log shows them one by one), composed and decomposed."""
    stripped = value.strip()
    lines = [line.strip() for line in value.splitlines()]
    parts = [value, stripped, *(line for line in lines if len(line) > SHORT)]
    forms = {normalize(form, part) for part in parts for form in ("NFC", "NFD")} | set(parts)
    return {form for form in forms if form.strip()}


def _encodings(letter: str, *, thorough: bool) -> str:
    """Every usual way to write one character: URL, HTML, JSON, Python.

    Letters and digits that nothing needs to encode are looked for in other forms only when
    `thorough`: that costs a hundred times as much to prepare.
    """
    if not thorough and letter.isascii() and letter.isalnum():
        return letter
    code = ord(letter)
    utf8 = letter.encode("utf-8", "surrogatepass")
    ways = [
        re.escape(letter),
        "(?i:" + "".join(f"%{byte:02x}" for byte in utf8) + ")",
        rf"&\#0*{code};",
        rf"(?i:&\#x0*{code:x};)",
        *_backslashed(letter),
    ]
    if letter == " ":
        ways.append(r"\+")
    if name := codepoint2name.get(code):
        ways.append(f"&{name};")
    return f"(?:{'|'.join(ways)})"


def _backslashed(letter: str) -> list[str]:
    # One backslash or more: text is often quoted inside quoted text.
    code = ord(letter)
    units = letter.encode("utf-16-be", "surrogatepass")
    escaped = [units[start : start + 2].hex() for start in range(0, len(units), 2)]
    ways = ["(?i:" + "".join(rf"\\+u{unit}" for unit in escaped) + ")", rf"(?i:\\+U{code:08x})"]
    if code < 0x100:
        ways.append(rf"(?i:\\+x{code:02x})")
    short = json.dumps(letter)[1:-1]
    if short.startswith("\\") and not short.startswith("\\u"):
        ways.append(r"\\+" + re.escape(short[1:]))
    if letter in "'\"/":
        ways.append(r"\\+" + letter)
    return ways


def _base64_forms(value: str) -> set[str]:
    """How the value looks in base64, alone or in the middle of a longer text."""
    raw = value.encode("utf-8", "surrogatepass")
    forms = set()
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        forms.add(encode(raw).decode())
        if len(raw) > 2 * SHORT:
            for shift in range(3):
                shifted = encode(bytes(shift) + raw).decode().rstrip("=")
                # The first and last letters also hold bits of what stands beside the value.
                first = (0, 2, 3)[shift]
                last = len(shifted) - (1 if (shift + len(raw)) % 3 else 0)
                forms.add(shifted[first:last])
    return {form for form in forms if len(form) > SHORT}
