"""Notices: news is told once; what repeats is counted, what changes too often is held back."""

import itertools
import threading
from datetime import UTC, datetime, timedelta

import pytest

from runner.store.notices import (
    CLAIMED,
    HOLDS,
    LONGEST_KEY,
    RESTS,
    Notice,
    NoticeDraft,
    NoticeState,
)
from runner.store.store import Store

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def a_draft(key: str = "k", same: str = "", audience: str = "team") -> NoticeDraft:
    return NoticeDraft(
        "attention", key, audience, f"About {key} {same}", "b", "<p>", {"n": 1}, same
    )


def send(store: Store, now: datetime) -> list[Notice]:
    told = [notice for notice in store.notices.due(now) if store.notices.claim(notice, now)]
    store.notices.sent(told, now)
    return told


def test_the_same_news_is_told_once_and_counted(store: Store) -> None:
    assert store.notices.post([a_draft()], NOW) == 1
    assert [notice.subject for notice in send(store, NOW)] == ["About k "]
    for minute in range(1000):
        assert store.notices.post([a_draft()], NOW + minute * MINUTE) == 0

    assert store.notices.due(NOW + timedelta(days=9)) == []
    [notice] = store.notices.recent(5)
    assert (notice.state, notice.times, notice.details) == (NoticeState.SENT, 1001, {"n": 1})


def test_each_audience_has_its_own(store: Store) -> None:
    both = [a_draft(audience="team"), a_draft(audience="chat")]

    assert store.notices.post(both, NOW) == 2
    assert {notice.audience for notice in send(store, NOW)} == {"team", "chat"}


def test_what_changes_all_the_time_is_told_ever_more_seldom(store: Store) -> None:
    told = []
    for minute in range(24 * 60):
        now = NOW + minute * MINUTE
        store.notices.post([a_draft(same=str(minute))], now)
        told += [now for _ in send(store, now)]

    pauses = [later - earlier for earlier, later in itertools.pairwise(told)]
    assert pauses == [*HOLDS, HOLDS[-1]]


def test_the_newest_is_told_when_nobody_was_told_yet(store: Store) -> None:
    store.notices.post([a_draft(same="1")], NOW)
    store.notices.post([a_draft(same="2")], NOW)

    assert [notice.subject for notice in send(store, NOW)] == ["About k 2"]


def test_what_flaps_is_held_back_like_what_changes(store: Store) -> None:
    told = 0
    for minute in range(240):
        now = NOW + minute * MINUTE
        store.notices.post([a_draft()], now)
        told += len(send(store, now))
        store.notices.clear("k", now)

    assert told == 5


def test_after_a_calm_day_it_is_told_at_once(store: Store) -> None:
    store.notices.post([a_draft(same="1")], NOW)
    first = send(store, NOW)
    later = NOW + timedelta(days=1)
    store.notices.post([a_draft(same="2")], later)
    second = send(store, later)

    assert len(second) == 1
    assert first[0].message_id != second[0].message_id


def test_a_cleared_notice_names_who_had_been_told_and_is_not_sent_any_more(store: Store) -> None:
    store.notices.post([a_draft(audience="team")], NOW)
    send(store, NOW)
    store.notices.post([a_draft(audience="late")], NOW)

    assert store.notices.clear("k", NOW + MINUTE) == ["team"]
    assert store.notices.clear("k", NOW + MINUTE) == []
    assert store.notices.due(NOW + timedelta(days=1)) == []
    # It comes back and goes again before anybody hears of it: nobody is told that it is over.
    store.notices.post([a_draft(audience="team")], NOW + 2 * MINUTE)
    assert store.notices.clear("k", NOW + 3 * MINUTE) == []


def test_of_many_senders_one_sends(store: Store) -> None:
    store.notices.post([a_draft(str(number)) for number in range(5)], NOW)
    told: list[Notice] = []
    threads = [threading.Thread(target=lambda: told.extend(send(store, NOW))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(notice.key for notice in told) == list("01234")


def test_a_sender_that_died_is_replaced_and_sends_under_the_same_name(store: Store) -> None:
    store.notices.post([a_draft()], NOW)
    [dead] = store.notices.due(NOW)
    assert store.notices.claim(dead, NOW)
    assert store.notices.due(NOW + CLAIMED - MINUTE) == []

    [again] = store.notices.due(NOW + CLAIMED)
    assert store.notices.claim(again, NOW + CLAIMED)
    assert again.message_id == dead.message_id


def test_tries_are_bounded_and_ever_further_apart(store: Store) -> None:
    store.notices.post([a_draft()], NOW)
    now, tries = NOW, 0
    while found := store.notices.due(now):
        tries += 1
        given_up = store.notices.failed(found[0], "The mail server is not there.", now)
        now += timedelta(hours=6)

    assert given_up
    assert tries == len(RESTS) + 1
    [notice] = store.notices.recent(1, NoticeState.GIVEN_UP)
    assert notice.last_error == "The mail server is not there."


def test_news_that_comes_while_the_old_is_being_sent_is_told_too(store: Store) -> None:
    store.notices.post([a_draft(same="1")], NOW)
    [old] = store.notices.due(NOW)
    store.notices.claim(old, NOW)
    store.notices.post([a_draft(same="2")], NOW)
    store.notices.sent([old], NOW)

    assert [notice.same for notice in store.notices.due(NOW + CLAIMED)] == ["2"]


def test_an_audience_is_known_since_it_was_first_asked_for(store: Store) -> None:
    assert store.notices.known_since("team", NOW) == NOW
    assert store.notices.known_since("team", NOW + MINUTE) == NOW
    assert store.notices.recent(5) == []


def test_what_was_told_is_counted_and_what_went_together_once(store: Store) -> None:
    store.notices.post([a_draft("a"), a_draft("b")], NOW)
    send(store, NOW)
    store.notices.post([a_draft("c")], NOW + MINUTE)
    send(store, NOW + MINUTE)

    assert store.notices.told("team", NOW - MINUTE) == 2
    assert store.notices.told("team", NOW) == 1


@pytest.mark.parametrize("length", [10, LONGEST_KEY, LONGEST_KEY + 1, 5000])
def test_keys_of_any_length_stay_their_own(store: Store, length: int) -> None:
    keys = ["ä" * length + "1", "ä" * length + "2"]
    store.notices.post([a_draft(key) for key in keys], NOW)

    assert store.notices.posted([*keys, "other"]) == set(keys)
    assert len(store.notices.recent(9)) == 2


def test_old_notices_are_forgotten_but_not_those_that_wait(store: Store) -> None:
    store.notices.known_since("team", NOW)
    store.notices.post([a_draft("sent")], NOW)
    send(store, NOW)
    store.notices.post([a_draft("waits")], NOW)

    assert store.notices.forget(NOW + MINUTE) == 1
    assert [notice.key for notice in store.notices.recent(9)] == ["waits"]
    assert store.notices.known_since("team", NOW + MINUTE) == NOW
