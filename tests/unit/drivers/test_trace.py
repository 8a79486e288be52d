"""Traces: what is known to be hidden is in none, however it was written."""

import base64
import json
import stat
import zipfile
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from runner.drivers.web.trace import write_masked
from runner.secret import MASK

NAME = 'Ünal "李雷" & Söhne'


def written(tmp_path: Path, entries: dict[str, bytes], *hidden: str) -> dict[str, bytes]:
    raw, target = tmp_path / "raw.zip", tmp_path / "kept.zip"
    with zipfile.ZipFile(raw, "w") as made:
        for name, content in entries.items():
            made.writestr(name, content)
    write_masked(raw, target, hidden)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with zipfile.ZipFile(target) as kept:
        return {name: kept.read(name) for name in kept.namelist()}


@pytest.mark.parametrize(
    "form",
    [
        NAME,
        quote(NAME),
        quote_plus(NAME),
        escape(NAME),
        json.dumps(NAME),
        json.dumps(NAME, ensure_ascii=False),
        json.dumps(escape(NAME, quote=False), ensure_ascii=False),
        base64.b64encode(NAME.encode()).decode(),
    ],
)
def test_a_hidden_text_is_masked_in_every_form(tmp_path: Path, form: str) -> None:
    bare = form.strip('"')
    kept = written(tmp_path, {"resources/a.html": f"<p>{bare}</p>".encode()}, NAME)
    assert kept["resources/a.html"].decode() == f"<p>{MASK}</p>"


def test_a_short_text_is_masked_where_it_stands_alone(tmp_path: Path) -> None:
    kept = written(tmp_path, {"a.html": b"Al, also 'Al'"}, "Al", " ")
    assert kept["a.html"].decode() == f"{MASK}, also '{MASK}'"


def test_what_is_no_text_stays_as_it_is(tmp_path: Path) -> None:
    picture = b"\xff\xd8\xff\xe0 geheim"
    assert written(tmp_path, {"a.jpeg": picture}, "geheim") == {"a.jpeg": picture}


def test_what_lets_one_in_is_masked_although_nobody_typed_it(tmp_path: Path) -> None:
    sent = [{"name": "Cookie", "value": "sid=1"}, {"name": "Accept", "value": "*/*"}]
    answered = [{"name": "set-cookie", "value": "sid=2"}]
    snapshot = {
        "request": {"headers": sent, "cookies": [{"name": "sid", "value": "1"}]},
        "response": {"headers": answered, "cookies": [{"name": "sid", "value": "2"}]},
    }
    line = json.dumps({"type": "resource-snapshot", "snapshot": snapshot})
    kept = written(tmp_path, {"trace.network": f"{line}\n".encode()})
    found = json.loads(kept["trace.network"])["snapshot"]
    assert [one["value"] for one in found["request"]["headers"]] == [MASK, "*/*"]
    assert found["request"]["cookies"] == [{"name": "sid", "value": MASK}]
    assert found["response"]["headers"][0]["value"] == MASK
    assert found["response"]["cookies"][0]["value"] == MASK


def test_a_trace_that_cannot_be_masked_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(json.JSONDecodeError):
        written(tmp_path, {"trace.network": b"no JSON\n"}, "geheim")
    assert not (tmp_path / "kept.zip").exists()
