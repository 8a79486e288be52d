"""Whether a text is as a rule of a selector file says."""

import re

from runner.drivers.desktop.comparing import squeezed
from runner.screens.model import TextRule


def follows(text: str, rule: TextRule) -> bool:
    """Whether a window's title or text follows a rule: `exact`, `contains` or `matches`."""
    said = squeezed(text)
    if rule.how == "exact":
        return said == squeezed(rule.text)
    if rule.how == "contains":
        return squeezed(rule.text) in said
    return re.search(rule.text, said) is not None
