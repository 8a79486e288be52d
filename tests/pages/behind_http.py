"""A site that lets nobody in without HTTP authentication, basic or digest."""

import base64
import hashlib
import re

from tests.pages.site import Answer, Site, document

REALM = "Legacy"
NONCE = "a1b2c3"
CHALLENGES = {
    "Basic": f'Basic realm="{REALM}"',
    "Digest": f'Digest realm="{REALM}", nonce="{NONCE}", qop="auth", algorithm=MD5',
}


def http_site(scheme: str) -> Site:
    """Lets `demo` in with the password `geheim`."""
    site = Site()
    site.pages["/"] = lambda own, _form: answer(own, scheme, "demo")
    site.pages["/inside"] = lambda own, _form: answer(own, scheme, "inside")
    return site


def answer(site: Site, scheme: str, text: str) -> Answer:
    proofs = {"Basic": basic, "Digest": digest}
    said, _, proof = site.authorization.partition(" ")
    if said == scheme and proofs[scheme](proof):
        return Answer(document("Behind", f"<h1>Behind</h1><p data-testid=user>{text}</p>"))
    return Answer(
        document("401", "<h1>Not authorized</h1>"),
        status=401,
        headers={"WWW-Authenticate": CHALLENGES[scheme]},
    )


def basic(proof: str) -> bool:
    return base64.b64decode(proof) == b"demo:geheim"


def digest(proof: str) -> bool:
    parts = {name: text.strip('"') for name, text in re.findall(r'(\w+)=("[^"]*"|[^, ]+)', proof)}
    first = _md5(f"demo:{REALM}:geheim")
    second = _md5(f"GET:{parts['uri']}")
    counted = f"{NONCE}:{parts['nc']}:{parts['cnonce']}:{parts['qop']}"
    return parts["response"] == _md5(f"{first}:{counted}:{second}")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
