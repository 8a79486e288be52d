"""Evidence: pictures and papers of runs, and no way out of their folder."""

import os
import sys
from pathlib import Path

import pytest

from runner.console.evidence_files import content_of, newest_pictures
from runner.pages.refusing import Refusal
from runner.store.people import Role
from tests.console_office import PEOPLE, Office

OPERATOR = PEOPLE[Role.OPERATOR]

NIGHT = "20261122-023001-a1c4"


def test_a_picture_of_an_item(shown: Office) -> None:
    answer = shown.browser(OPERATOR).get("/items/1/pictures/0")

    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content.startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    "path",
    ["/items/1/pictures/7", "/items/999/pictures/0", "/items/1/pictures/-1", "/items/1/pictures/x"],
)
def test_a_picture_that_is_not_there(shown: Office, path: str) -> None:
    assert shown.browser(OPERATOR).get(path).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["report.html", "../report.html", "..%2freport.html", "%2e%2e%2freport.html", "..\\report.html",
     "%00.jpg", "1-1-01-x.jpg%00.html", "con.jpg", "1-1-01-a.svg", "1-1-01-.jpg", "/etc/passwd", ".."],
)  # fmt: skip
def test_a_name_is_never_a_path(shown: Office, name: str) -> None:
    folder = shown.store.evidence / NIGHT
    (folder / "report.html").write_text("<h1>report</h1>")

    answer = shown.browser(OPERATOR).get(f"/runs/{NIGHT}/pictures/{name}")
    assert answer.status_code == 404 or "report</h1>" not in answer.text


def test_a_paper_is_given_to_keep_and_never_shown(shown: Office) -> None:
    (shown.store.evidence / NIGHT / "report.html").write_text("<script>alert(1)</script>")
    answer = shown.browser(OPERATOR).get(f"/runs/{NIGHT}/files/report")

    assert answer.headers["content-disposition"] == f'attachment; filename="{NIGHT}-report.html"'
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    for name in ("nothing", "report.html", "../report", "store"):
        assert shown.browser(OPERATOR).get(f"/runs/{NIGHT}/files/{name}").status_code == 404


def test_what_is_no_picture_is_not_shown_as_one(office: Office) -> None:
    file = office.store.evidence / NIGHT / "pictures" / "1-1-09-evil.jpg"
    file.write_bytes(b"<html><script>alert(1)</script>")

    assert office.browser(OPERATOR).get(f"/runs/{NIGHT}/pictures/{file.name}").status_code == 404


@pytest.mark.skipif(sys.platform == "win32", reason="links take a right there")
def test_links_lead_nowhere(tmp_path: Path) -> None:
    root, secret = tmp_path / "evidence", tmp_path / "secret"
    (root / "run" / "pictures").mkdir(parents=True)
    (tmp_path / "evidence-evil").mkdir()
    secret.mkdir()
    (secret / "a.jpg").write_bytes(b"\xff\xd8secret")
    (root / "run" / "pictures" / "link.jpg").symlink_to(secret / "a.jpg")
    (root / "other").symlink_to(secret)
    (root / "run" / "pictures" / "real.jpg").write_bytes(b"\xff\xd8real")
    os.mkfifo(root / "run" / "pictures" / "pipe.jpg")

    assert content_of(root, ("run", "pictures", "real.jpg")) == b"\xff\xd8real"
    for parts in (
        ("run", "pictures", "pipe.jpg"),
        ("run", "pictures", "link.jpg"),
        ("other", "a.jpg"),
        ("..", "secret", "a.jpg"),
        ("run",),
        ("../evidence-evil",),
    ):
        with pytest.raises(Refusal):
            content_of(root, parts)
    assert [shot.name for shot in newest_pictures(root / "run")] == []
