"""The report: what it says, that it stays small, and that every value is text."""

import json
import os
import re
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from runner.errors import DeskhandError
from runner.evidence.report import ReportHead, write_report
from runner.evidence.report_tally import tally, visible
from runner.evidence.report_view import figures, reasons, words_for
from runner.item import Change, ItemId, ItemOutcome, ItemState, RunId, Source, StepOutcome

START = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
ZONE = timezone(timedelta(hours=1), "CET")
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>{{7*7}}{% raw %}"
    "\x1b[31m\x00\u202egnp.exe</style></script><!--]]>"
)


def outcome(number: int, state: ItemState = ItemState.DONE, **more: object) -> ItemOutcome:
    values: dict[str, object] = {
        "item": ItemId(number),
        "key": f"C-{number:04}",
        "state": state,
        "source": Source("contacts.xlsx", "Kunden", number + 1),
        "record": f"10{number}",
        "ended_at": START + timedelta(seconds=number),
        "seconds": 0.8,
        "tries": 1,
    }
    return ItemOutcome(**{**values, **more})  # type: ignore[arg-type]


def head(**more: object) -> ReportHead:
    values: dict[str, object] = {
        "bot": "update_contact",
        "run": RunId("r1"),
        "started": START,
        "ended": START + timedelta(minutes=3, seconds=12),
    }
    return ReportHead(**{**values, **more})  # type: ignore[arg-type]


class Page(HTMLParser):
    """Tags, texts and attributes as a browser's parser meets them."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.source = path.read_text(encoding="utf-8")
        self.feed(self.source)
        self.text = " ".join(" ".join(self.texts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        if not self.tags or self.tags[-1] not in {"style", "script"}:
            self.texts.append(data)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "pictures").mkdir()
    return tmp_path / "report.html"


def page(target: Path, *outcomes: ItemOutcome, **more: object) -> Page:
    write_report(head(**more), outcomes, target, zone=ZONE)
    return Page(target)


def picture(target: Path, name: str) -> Path:
    path = target.parent / "pictures" / name
    Image.effect_noise((1200, 800), 80).convert("RGB").save(path, "JPEG")
    return path


def test_the_head_names_bot_run_source_and_the_zone_of_its_times(target: Path) -> None:
    text = page(
        target,
        outcome(1),
        about="Copy addresses.",
        source="contacts.xlsx",
        facts={"Sessions": "4"},
        notes=("Read as UTF-8.",),
    ).text

    for said in (
        "update_contact Copy addresses.",
        "Started 2026-11-21 22:00:00 (CET, UTC+01:00)",
        "Ended 2026-11-21 22:03:12 (CET, UTC+01:00)",
        "Items from contacts.xlsx Run r1 Sessions 4 Read as UTF-8.",
        "3 min 12 s in all 19 items an hour 0.8 s an item, the slowest 0.8 s",
    ):
        assert said in text


def test_the_summary_counts_and_says_why(target: Path) -> None:
    text = page(
        target,
        outcome(1),
        outcome(2, ItemState.REJECTED, message="cell C3 email: 'a' is not an e-mail address"),
        outcome(3, ItemState.REJECTED, message="cell C4 email: 'b' is not an e-mail address"),
        outcome(4, ItemState.IN_DOUBT, message="nobody can tell"),
    ).text

    assert "4 items 1 done 2 rejected 1 in doubt" in text
    assert "Why 3 items are not done" in text
    assert "2 rejected email: … is not an e-mail address C-0002 C-0003" in text
    assert "1 in doubt nobody can tell C-0004" in text


def test_an_item_shows_steps_values_and_pictures(target: Path) -> None:
    shown = page(
        target,
        outcome(
            7,
            ItemState.FAILED,
            message="Save was not found.",
            tries=3,
            notes=("B8 holds a formula; its stored value was used",),
            steps=(StepOutcome("save_contact", "applied", START, START, "verify"),),
            changes=(Change("account", "city", "Ulm", "Neu-Ulm"),),
            pictures=(picture(target, "7-2-01-failure.jpg"),),
        ),
    )

    assert (
        "Save was not found. B8 holds a formula; its stored value was used 3 tries Steps "
        "Step Outcome Time save_contact entered, said by verify 22:00:00 "
        "Values Screen Element Before After account city Ulm Neu-Ulm failure, try 2"
    ) in shown.text
    assert ("href", "pictures/7-2-01-failure.jpg") in shown.attributes
    assert ("id", "item-7") in shown.attributes
    assert any((value or "").startswith("data:image/jpeg;base64,") for _, value in shown.attributes)


def test_every_value_is_text(target: Path) -> None:
    plain = page(target, outcome(1, ItemState.FAILED, message="x"))
    shown = page(
        target,
        outcome(
            1,
            ItemState.FAILED,
            key=HOSTILE,
            message=HOSTILE,
            record=HOSTILE,
            source=Source(HOSTILE, HOSTILE),
            notes=(HOSTILE,),
            steps=(StepOutcome(HOSTILE, HOSTILE, START, START, HOSTILE),),
            changes=(Change(HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
            pictures=(target.parent / "pictures" / "<b>.jpg",),
        ),
        bot=HOSTILE,
        about=HOSTILE,
        source=HOSTILE,
        facts={HOSTILE: HOSTILE},
        notes=(HOSTILE,),
        run=RunId(HOSTILE),
    )

    assert shown.tags.count("script") == plain.tags.count("script") == 1
    assert "img" not in shown.tags
    assert not any(name.startswith("on") for name, _ in shown.attributes)
    assert "{{7*7}}" in shown.text
    assert not set(shown.source) & set("\x1b\x00\u202e")


def test_the_policy_allows_this_style_and_this_script_and_nothing_else(target: Path) -> None:
    page(target, outcome(1))
    source = target.read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', source)[1]  # type: ignore[index]

    assert re.fullmatch(
        r"default-src &#39;none&#39;; img-src data:; style-src &#39;sha256-[\w+/=]+&#39;; "
        r"script-src &#39;sha256-[\w+/=]+&#39;; base-uri &#39;none&#39;; "
        r"form-action &#39;none&#39;",
        policy,
    )
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", source)


def test_ten_thousand_items_stay_below_five_megabytes(target: Path) -> None:
    first = picture(target, "0-1-01-failure.jpg")
    pictures = [first, *(first.with_name(f"{n}-1-01-failure.jpg") for n in range(1, 1_000))]
    for other in pictures[1:]:
        other.hardlink_to(first)
    changes = tuple(Change("account", f"field {n}", "before", "after") for n in range(12))
    outcomes = [
        outcome(
            number,
            ItemState.FAILED if number % 10 == 0 else ItemState.DONE,
            message=f"The list {number} did not load within 30 s." if number % 10 == 0 else "",
            changes=changes,
            pictures=(pictures[number // 10],) if number % 10 == 0 else (),
        )
        for number in range(10_000)
    ]

    write_report(head(), outcomes, target)

    size = target.stat().st_size
    assert size < 5_000_000
    source = target.read_text(encoding="utf-8")
    assert all(f'id="item-{number}"' in source for number in (0, 1, 9_990, 9_999))
    assert "9,600 items are shown without details" in source


def test_a_line_of_a_megabyte_is_shortened(target: Path) -> None:
    page(target, outcome(1, ItemState.FAILED, message="x" * 1_000_000, key="y" * 1_000_000))

    assert target.stat().st_size < 40_000


def test_a_picture_that_cannot_be_read_is_linked_all_the_same(target: Path) -> None:
    broken = target.parent / "pictures" / "1-1-01-a b.jpg"
    broken.write_bytes(b"no picture")

    shown = page(target, outcome(1, ItemState.FAILED, pictures=(broken,)))

    assert ("href", "pictures/1-1-01-a%20b.jpg") in shown.attributes
    assert "img" not in shown.tags


def test_a_picture_elsewhere_is_named_and_not_linked(target: Path) -> None:
    shown = page(target, outcome(1, pictures=(Path("/elsewhere/1-1-01-x.jpg"),)))

    assert not [value for name, value in shown.attributes if name == "href"]


def test_a_run_without_items_and_one_that_never_ended(target: Path) -> None:
    text = page(target, ended=None).text

    assert "Ended not ended" in text
    assert "The run had no items." in text


def test_a_row_that_never_became_an_item_has_an_anchor(target: Path) -> None:
    shown = page(target, outcome(4, ItemState.REJECTED, item=None))

    assert ("id", "row-5") in shown.attributes


def test_a_full_disk_leaves_the_old_report(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DeskhandError, match="there is no space left on the disk"):
        write_report(head(), [outcome(1)], target)

    assert target.read_text() == "old"


def test_reasons_join_what_differs_in_values_only() -> None:
    outcomes = [
        outcome(1),
        outcome(2, ItemState.REJECTED, message="no account '0012'"),
        outcome(3, ItemState.REJECTED, message="no account '0013'"),
        outcome(4, ItemState.REJECTED, message="key '9' stands in rows 2 and 5"),
        outcome(5, ItemState.FAILED, message="no account '0012'"),
        outcome(6, ItemState.WAITING),
    ]
    found = reasons(tally(outcomes, 9))

    assert [(reason.number, reason.word, reason.text) for reason in found] == [
        (2, "rejected", "no account …"),
        (1, "rejected", "key '9' stands in rows 2 and 5"),
        (1, "failed", "no account '0012'"),
        (1, "waiting", "waiting"),
    ]


def test_the_bar_has_no_gap() -> None:
    states = [ItemState.DONE] * 3 + [ItemState.FAILED] * 3 + [ItemState.REJECTED]

    counts = figures(
        tally([outcome(n, state) for n, state in enumerate(states)], 9), START, None
    ).counts

    assert sum(count.width for count in counts) == 1000
    assert counts[0].start == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.84, "0.8 s"), (59.6, "1 min 0 s"), (192, "3 min 12 s"), (7_260, "2 h 1 min")],
)
def test_durations_are_said_as_people_say_them(seconds: float, words: str) -> None:
    assert words_for(timedelta(seconds=seconds)) == words


def test_visible_text_is_json_safe_and_bounded() -> None:
    shown = visible("a\x00\ud800\u2066b" + "x" * 50, 10)

    assert shown == "a���bxxxxx…"
    assert json.dumps(shown, ensure_ascii=False).encode()


def test_a_report_of_very_many_lists_some_and_says_how_many_it_leaves_out(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr("runner.evidence.report.LISTED_ITEMS", 3)
    states = [ItemState.DONE, ItemState.FAILED] * 5
    outcomes = (outcome(n, state, message="no page") for n, state in enumerate(states, 1))
    page = write_report(head(), outcomes, tmp_path / "report.html").read_text()

    assert page.count('class="item"') == 6
    assert page.count("2 of these 5 items are not listed here") == 2
    assert "Why 5 items are not done" in page
    linked = set(re.findall(r'href="#([^"]+)"', page))
    assert len(linked) == 3
    assert all(f'id="{anchor}"' in page for anchor in linked)


def test_a_million_reasons_do_not_become_a_million_lines(monkeypatch) -> None:
    monkeypatch.setattr("runner.evidence.report_tally.SHOWN_REASONS", 2)
    texts = ["no page", "no form", "no button", "no table", "no page"]
    outcomes = [outcome(n, ItemState.FAILED, message=text) for n, text in enumerate(texts, 1)]
    found = reasons(tally(outcomes, 99))

    assert [(reason.number, reason.text) for reason in found] == [
        (2, "no page"),
        (2, "other reasons; the results workbook has each"),
        (1, "no form"),
    ]
