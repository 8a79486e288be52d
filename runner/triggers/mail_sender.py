"""Who sent a mail: by the word of one's own mail server, never by the mail's own `From`."""

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from runner.triggers.mail_parsing import Mail

RESULT = re.compile(r"\s*(dmarc|spf|dkim)\s*=\s*([a-z]+)", re.IGNORECASE)
PROPERTY = re.compile(
    r"(header\.d|header\.i|header\.from|smtp\.mailfrom)\s*=\s*([^\s;]+)", re.IGNORECASE
)


def refusal(mail: Mail, rules: Sequence[str], server: str) -> str | None:
    """Why a mail may not start anything; None when its sender may.

    `rules` are patterns of addresses, `server` is the name with which one's own server writes its
    `Authentication-Results`. Only the topmost of these counts: those below came with the mail.
    """
    if not rules:
        return None
    if mail.sender is None:
        return "It does not have exactly one sender."
    if not any(fnmatchcase(mail.sender, rule.casefold()) for rule in rules):
        return "Its sender is not among those who may start this."
    word = next((each for each in mail.checks if is_of(each, server)), None)
    if word is None:
        return f"The mail server {server!r} does not say whether the sender is genuine."
    if not is_genuine(word, mail.sender.rpartition("@")[2]):
        return f"The mail server {server!r} does not say that the sender is genuine."
    return None


def is_of(check: str, server: str) -> bool:
    """Whether a server of that name has written the header."""
    words = plain(check).partition(";")[0].split()
    return bool(words) and words[0].casefold() == server.casefold()


def is_genuine(check: str, domain: str) -> bool:
    """Whether the results say that the mail comes from that domain."""
    said = []
    for result in plain(check).split(";")[1:]:
        found = RESULT.match(result)
        if found is not None:
            properties = {name.casefold(): value for name, value in PROPERTY.findall(result)}
            said.append((found[1].casefold(), found[2].casefold(), properties))
    dmarc = [(verdict, properties) for method, verdict, properties in said if method == "dmarc"]
    if dmarc:
        # Where the domain has a rule of its own, it decides.
        return (
            len(dmarc) == 1
            and dmarc[0][0] == "pass"
            and speaks_for(dmarc[0][1].get("header.from", ""), domain, exactly=True)
        )
    return any(
        verdict == "pass" and any(speaks_for(properties.get(name, ""), domain) for name in names)
        for method, verdict, properties in said
        for names in [("smtp.mailfrom",) if method == "spf" else ("header.d", "header.i")]
    )


def speaks_for(value: str, domain: str, *, exactly: bool = False) -> bool:
    """Whether a domain, or an address of it, is that one, or one above it."""
    found = value.rpartition("@")[2].casefold().rstrip(".")
    above = "." in found and domain.endswith(f".{found}") and not exactly
    return bool(found) and (found == domain or above)


def plain(text: str) -> str:
    """A header without comments, and without what stands in quotation marks: whoever sent the mail
    may have chosen those words. Empty when it is not well formed.
    """
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for character in text:
        if escaped or character == "\\":
            escaped = not escaped and character == "\\"
        elif quoted:
            quoted = character != '"'
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif depth == 0:
            quoted = character == '"'
            kept.append("_" if quoted else character)
        if depth < 0:
            return ""
    return "" if depth or quoted or escaped else "".join(kept)
