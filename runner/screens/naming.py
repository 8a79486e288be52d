"""Names for elements and screens, made of what people read on them."""

import keyword
import re
import unicodedata
from collections.abc import Collection, Iterator

from runner.healing.control import Control
from runner.screens.model import By
from runner.screens.suggesting import volatile

MOST_WORDS = 5
LONGEST = 40

RESERVED = frozenset({"self", "cls", "row", "next_page", "match", "case"})
"""Names with which a bot's words could not be called, or would be misread."""

ASIDE = re.compile(r"\s*[(\[（][^)\]）]*[)\]）]")
"""What a label says in brackets: a format, a unit."""
HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

LATIN = {
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
}
GREEK = """α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y
φ=f χ=ch ψ=ps ω=o"""
CYRILLIC = """а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f
х=kh ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=yu я=ya і=i ї=yi є=ye ґ=g ё=e"""
LETTERS = LATIN | {pair[0]: pair[2:] for pair in f"{GREEK} {CYRILLIC}".split()}
SPOKEN = ("HANGUL SYLLABLE ", "HIRAGANA LETTER ", "KATAKANA LETTER ")
"""Scripts whose letters are called as they sound."""


def suggested_name(control: Control, taken: Collection[str], by: By | None = None) -> str:
    """A name for an element: its label in small letters, unlike those that are taken.

    What is not Latin is transliterated. Where that cannot be done (Chinese, Arabic, …) the name
    in the page's form serves if it is Latin, else the label's own letters: names may have any.
    `by` is how it is found: what only its name in the form finds has no label of its own.
    """
    sayings = [control.html_name] if by is By.NAME else []
    sayings += [*_sayings(control)]
    # A whole sentence stands beside a thing; it is not what the thing is called.
    for said in sorted(sayings, key=lambda text: len(text.split()) > MOST_WORDS):
        if name := identifier(said):
            return free_name(name, taken)
    own = next((letters(said) for said in _sayings(control) if letters(said)), "")
    return free_name(own or ("button" if control.kind in {"button", "link"} else "field"), taken)


def _sayings(control: Control) -> Iterator[str]:
    pressed = control.kind in {"button", "link"}
    if control.kind == "radio" and (control.heading or control.before):
        yield control.heading if "fieldset" in control.path else control.before
    yield from (control.name, control.placeholder, control.title)
    yield from (text for text in (control.html_name, control.id) if not volatile(text))
    if control.before and not letters(control.name):
        yield f"{control.before} button" if pressed else control.before


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, or the name with the first free number: `street_2`."""
    if keyword.iskeyword(name) or name in RESERVED:
        name = f"{name}_"
    if name not in taken:
        return name
    return next(
        numbered
        for number in range(2, len(taken) + 3)
        if (numbered := f"{name.rstrip('_')}_{number}") not in taken
    )


def identifier(text: str) -> str:
    """A text as a Latin name in small letters, `customer_no`; empty when it cannot be one."""
    said = HUMPS.sub(" ", ASIDE.sub("", text) or text)
    said = re.sub(r"\be-mail\b", "email", said, flags=re.IGNORECASE)
    latin = "".join(map(_latin, unicodedata.normalize("NFC", said).casefold()))
    if any(letter.isalpha() and not letter.isascii() for letter in latin):
        return ""
    return _joined(re.findall(r"[a-z0-9]+", latin.replace("'", "").replace("\u2019", "")))


def letters(text: str) -> str:
    """A text as a name in its own script; empty when it has nothing that a name may have."""
    said = unicodedata.normalize("NFKC", ASIDE.sub("", text) or text).casefold()
    name = _joined(re.findall(r"\w+", said))
    return name if name.isidentifier() else ""


def _joined(words: list[str]) -> str:
    name = ""
    for word in words[:MOST_WORDS]:
        if len(name) + len(word) < LONGEST:
            name = f"{name}_{word}" if name else word
    name = name or (words[0][:LONGEST] if words else "")
    return f"no_{name}" if name[:1].isdigit() else name


def _latin(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter in LETTERS:
        return LETTERS[letter]
    plain = "".join(
        one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one)
    )
    if plain.isascii() or plain in LETTERS:
        return LETTERS.get(plain, plain)
    called = unicodedata.name(letter, "")
    sound = next((called.removeprefix(each) for each in SPOKEN if called.startswith(each)), "")
    return sound.removeprefix("SMALL ").lower() or letter
