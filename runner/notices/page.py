"""A letter as HTML for mail programs: tables and inline styles, nothing loaded, nothing run."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from runner.notices.letter import Letter, Tone

INKS = {Tone.GOOD: "#2f7d4f", Tone.ATTENTION: "#a8690a", Tone.BAD: "#b3261e"}

STATES = {
    "done": "#2f7d4f",
    "rejected": "#a8690a",
    "failed": "#b3261e",
    "in_doubt": "#6941b5",
    "waiting": "#2c64a6",
}


def as_html(letter: Letter) -> str:
    """The letter as a page; every value in it is text, whatever it holds."""
    page = _environment().get_template("letter.html.j2")
    return page.render(letter=letter, ink=INKS[letter.tone], states=STATES, numbers="{:,}".format)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("runner.notices", "letter_page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
