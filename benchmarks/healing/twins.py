"""Look-alikes: what stands where an element was, and is not it."""

from dataclasses import replace

from runner.healing.control import Control

OTHER = {
    one: other
    for pair in [
        "net gross",
        "from to",
        "first last",
        "start end",
        "before after",
        "private work",
        "shipping billing",
        "minimum maximum",
        "min max",
        "old new",
        "sender recipient",
        "debit credit",
        "paid unpaid",
        "left right",
    ]
    for one, other in (pair.split(), pair.split()[::-1])
}


def twin_of(label: str) -> str:
    """The label of a look-alike: gross for net, to for from; where there is none, a number."""
    words = label.split()
    for place, word in enumerate(words):
        other = OTHER.get(word.lower().strip(".:"))
        if other:
            said = other.capitalize() if word[:1].isupper() else other
            return " ".join([*words[:place], said, *words[place + 1 :]])
    return f"{label} 2"


def look_alike(one: Control) -> Control:
    """A control that stands where this one stood, with a twin's label and an id of its own."""
    name = twin_of(one.name)
    before = name if one.before == one.name else one.before
    return replace(
        one,
        name=name,
        before=before,
        text=name if one.text == one.name else one.text,
        id=one.id and f"{one.id}_2",
        html_name=one.html_name and f"{one.html_name}_2",
        test_id=one.test_id and f"{one.test_id}_2",
        href=one.href and f"{one.href}-2",
    )
