"""What is wrong with a value, in the language of the person who typed it."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

TEXTS = Path(__file__).parent / "texts"


def in_words(reason: str, language: str) -> str:
    """A reason in a language; as it is where the language has no words for it.

    The words of a bot's author are his own: they are shown as he wrote them.
    """
    for pattern, words in _sentences(language):
        found = pattern.fullmatch(reason)
        if found is not None:
            return words.replace("{n}", found[1]) if pattern.groups else words
    return reason


@cache
def _sentences(language: str) -> list[tuple[re.Pattern[str], str]]:
    file = TEXTS / f"{language}.yaml"
    # The language comes from a list of known ones; a name with a path in it is not among them.
    if file.parent != TEXTS or not re.fullmatch(r"[A-Za-z-]{2,10}", language) or not file.exists():
        return []
    texts: Mapping[str, str] = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    return [(_pattern(english), words) for english, words in texts.items()]


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile(re.escape(english).replace(r"\{n\}", "(.+)"), re.DOTALL)
