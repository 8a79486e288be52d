"""Letters: plain text that every mail program shows, HTML in which a value is only ever text."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.item import ItemState
from runner.notices.facts import (
    Attention,
    Escalation,
    Kind,
    Missed,
    MissedTimes,
    Need,
    Reason,
    Recovered,
    Summary,
)
from runner.notices.letter import Letter, as_text
from runner.notices.letters import (
    attention_letter,
    escalation_letter,
    missed_letter,
    recovered_letter,
)
from runner.notices.page import as_html
from runner.notices.summary import summary_letter
from runner.notices.wording import clock, moment, took, without_values
from tests.unit.notices.conftest import BERLIN, DUE, NOW

HOUR = timedelta(hours=1)
NASTY = "<script>alert(1)</script>\r\nBcc: all@example.org \u202e\x1b[31m" + "x" * 200

SUMMARY = Summary(
    schedule="nightly",
    bot="update_contact",
    run="20261124-013004-3f9a",
    zone=BERLIN,
    began=DUE,
    ended=DUE + 40 * timedelta(minutes=1),
    counts={ItemState.DONE: 3, ItemState.REJECTED: 1},
    exit_code=1,
    reasons=(Reason(ItemState.REJECTED, "No account.", 1),),
)

ALL = [
    summary_letter(SUMMARY),
    attention_letter(Attention(Need(Kind.BREAKER, 5, "It fails."), "crm", BERLIN, DUE)),
    attention_letter(
        Attention(
            Need(Kind.IN_DOUBT, 2, "Look.", ("deskhand x",)), "n", BERLIN, DUE, "r", "nightly"
        )
    ),
    missed_letter(
        MissedTimes(
            "nightly", "b", BERLIN, tuple(Missed(DUE - n * HOUR, f"r{n}") for n in range(50)), 50
        )
    ),
    escalation_letter(Escalation("nightly", "r", BERLIN, DUE, 10, 3, DUE + HOUR, 2.0)),
    escalation_letter(Escalation("nightly", "r", BERLIN, DUE, 10, 3, reason="The app is away.")),
    recovered_letter(Recovered("k", "The app crm answers again.", BERLIN, NOW, DUE)),
]


@pytest.mark.parametrize("letter", ALL, ids=lambda letter: letter.subject[:30])
def test_letters_fit_78_columns_and_load_nothing(letter: Letter) -> None:
    text, page = as_text(letter), as_html(letter)

    assert max(map(len, text.splitlines())) <= 78
    assert text.splitlines()[0] == letter.headline
    assert not re.search(r"<script|<img|src=|url\(|<link|href=", page)
    assert len(letter.subject) <= 100


def test_a_value_is_text_wherever_it_stands() -> None:
    facts = replace(
        SUMMARY,
        schedule=NASTY,
        message=NASTY,
        reasons=(Reason(ItemState.FAILED, NASTY, 1),),
        needs=(Need(Kind.IN_DOUBT, 1, NASTY, (NASTY,)),),
        missed=(Missed(DUE, NASTY),),
    )
    page = as_html(summary_letter(facts))

    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("counts", "subject"),
    [
        ({ItemState.DONE: 200}, "nightly: all 200 items done"),
        ({ItemState.DONE: 1}, "nightly: its item is done"),
        ({}, "nightly: nothing to do"),
        ({ItemState.DONE: 1, ItemState.NEW: 4}, "nightly: 1 of 5 items done, it ended early"),
        ({ItemState.DONE: 1234, ItemState.FAILED: 1}, "nightly: 1,234 of 1,235 items done"),
    ],
)
def test_the_subject_tells_how_it_went(counts: dict[ItemState, int], subject: str) -> None:
    assert summary_letter(replace(SUMMARY, counts=counts)).subject == subject


def test_all_is_well_only_when_nothing_is_left_or_missed() -> None:
    well = replace(SUMMARY, counts={ItemState.DONE: 4}, exit_code=0)

    assert well.is_well
    assert not replace(well, missed=(Missed(DUE, "late"),)).is_well
    assert not replace(well, exit_code=4).is_well
    assert not replace(well, message="It ended early.").is_well
    assert not replace(well, counts={ItemState.DONE: 3, ItemState.WAITING: 1}).is_well


@pytest.mark.parametrize(
    ("message", "values", "expected"),
    [
        ("No account '0012' in the CRM.", [], "No account … in the CRM."),
        ("zoë müller, Ulm: locked.", ["Zoë Müller", "Ulm"], "…, …: locked."),
        ("Mail ann@example.org bounced at https://crm/x?id=7", [], "Mail … bounced at https://…"),
        (
            "cell C17 postcode: '123' should have 5 digits",
            [],
            "cell … postcode: … should have … digits",
        ),
        ("First line.\nTraceback: secret", [], "First line."),
        ("", [], ""),
    ],
)
def test_a_reason_loses_what_is_the_items_own(
    message: str, values: list[str], expected: str
) -> None:
    assert without_values(message, values) == expected


WORDS = st.text(st.characters(exclude_characters="…", exclude_categories=["Cs"]), max_size=50)


@given(WORDS.filter(lambda text: len(text.strip()) >= 3), WORDS)
def test_no_value_survives_in_a_reason(value: str, around: str) -> None:
    said = without_values(f"{around}{value}{around}", [value])

    assert value.strip() not in said or value.strip() in f"{around}…://…"


def test_times_are_told_in_the_zone_of_the_schedule() -> None:
    summer = datetime(2026, 7, 1, 0, 30, tzinfo=UTC)

    assert moment(summer, BERLIN) == "Wed 1 Jul 2026, 02:30 CEST"
    assert moment(DUE, BERLIN) == "Tue 24 Nov 2026, 02:30 CET"
    assert moment(DUE, ZoneInfo("Australia/Lord_Howe")) == "Tue 24 Nov 2026, 12:30 UTC+11"
    assert moment(DUE, timezone(timedelta(hours=-3))) == "Mon 23 Nov 2026, 22:30 UTC-03:00"
    assert clock(DUE + HOUR, DUE, BERLIN) == "03:30:00"
    assert clock(DUE + 24 * HOUR, DUE, BERLIN) == "Wed 25 Nov, 02:30:00"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (2560, "42 min 40 s"), (7260, "2 h 1 min"), (90000, "1 d 1 h")],
)
def test_lengths_of_time(seconds: int, words: str) -> None:
    assert took(timedelta(seconds=seconds)) == words
