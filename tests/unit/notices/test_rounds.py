"""Rounds: everything is told once, whoever looks how often, and nothing that is a person's own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter

from runner.item import ItemState
from runner.notices.rounds import tell_all
from runner.notices.telling import Outbox
from runner.schedules.book import ScheduleBook
from runner.schedules.trigger_entries import TriggerEntry
from runner.store.deliveries import Arrival, DeliveryState
from runner.store.fleet import Pausable, Pause
from runner.store.notices import Notice, NoticeState
from runner.store.runs import RunState
from runner.store.settling import Answer, settle
from runner.store.store import Store
from tests.unit.notices.conftest import DUE, NOW, Night, done, doubtful, rejected

MINUTE = timedelta(minutes=1)


def told(store: Store, book: ScheduleBook, minutes: int = 0) -> list[Notice]:
    """Look, and send what there is."""
    now = NOW + minutes * MINUTE
    tell_all(Outbox(store, book.tell), book, now)
    due = store.notices.due(now)
    store.notices.sent(due, now)
    return due


def test_a_summary_is_told_once_to_each(store: Store, book: ScheduleBook, night: Night) -> None:
    night.run("r1", [done(), rejected("No account.")], exit_code=1)

    first = told(store, book)
    assert {notice.audience for notice in first} == {"team:mail", "quiet:webhook"}
    assert first[0].subject == "nightly: 1 of 2 items done"
    assert [told(store, book, minute) for minute in range(1, 5)] == [[]] * 4


def test_who_is_quiet_hears_nothing_when_all_is_well(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    night.run("r1", [done(), done()])

    assert [notice.audience for notice in told(store, book)] == ["team:mail"]


def test_a_summary_holds_no_value_of_an_item(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    night.run(
        "r1",
        [
            rejected("No account 'r1-AC0' for Zoë Müller 0."),
            rejected("No account 'r1-AC1' for Zoë Müller 1."),
            rejected("The account of zoë müller 2 in Ulm is locked since 1987-02-03."),
        ],
        exit_code=1,
        message="The app crm is not there: 5 items failed, the last was r1-AC2.",
    )
    [mail, hook] = told(store, book)

    everything = repr((mail, hook))
    assert "No account … for …." in mail.body
    assert "  2 × rejected" in mail.body
    for value in ("Zoë", "zoë", "Müller", "AC0", "AC2", "Ulm", "1987", "DEr1"):
        assert value not in everything
    assert "crm is not there" in mail.body


def test_a_summary_names_the_commands_that_help(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    night.run("r1", [done(), doubtful()], exit_code=3)
    [mail, _] = told(store, book)

    assert mail.subject == "nightly: 1 of 2 items done, 1 needs a person"
    assert "    deskhand items --state in_doubt --run r1" in mail.body.splitlines()
    assert "1 item is in doubt" in mail.body
    assert max(map(len, mail.body.splitlines())) <= 78
    assert mail.details["needs"][0]["kind"] == "in_doubt"


def test_due_times_and_the_run_before_stand_in_it(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    night.run("r0", [done()] * 4, due=DUE - timedelta(days=3))
    night.miss("nightly", DUE - timedelta(days=2), "missed: it was later than the grace allows")
    night.run("r1", [done()] * 2)
    mail = told(store, book)[-1]

    assert "Due          Tue 24 Nov 2026, 02:30 CET" in mail.body
    assert "Next due     Wed 25 Nov 2026, 02:30 CET" in mail.body
    assert "Last time    4 of 4 done in 39 min 56 s" in mail.body
    assert "Sun 22 Nov 2026, 02:30 CET: it was later than the grace allows." in mail.body


def test_what_ended_before_anybody_was_to_be_told_is_not(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    night.run("r1", [done()], due=DUE - timedelta(days=5))

    assert told(store, book) == []


def test_a_doubt_is_told_while_the_run_goes_on_and_once(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    night.run("r1", [done(), doubtful()], exit_code=None)
    [first] = told(store, book)
    night_long = [told(store, book, minute) for minute in range(1, 30)]

    assert first.subject == "nightly: 1 in doubt"
    assert night_long == [[]] * 29


def test_a_doubt_that_a_person_settles_is_over_without_a_word(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    night.run("r1", [doubtful()], exit_code=None)
    told(store, book)
    settle(store.database, 1, Answer.ENTERED, "me")

    assert told(store, book, 1) == []
    assert store.notices.recent(1)[0].state is NoticeState.CLEARED


def test_a_run_in_front_of_a_person_tells_nobody_else(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    night.run("r1", [doubtful()], schedule=None, origin="attended", exit_code=None)

    assert told(store, book) == []


def test_runs_of_triggers_are_told_together_by_their_bot(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    for number in range(5):
        night.run(f"t{number}", [doubtful()], schedule=None, exit_code=3)
    [notice] = told(store, book)

    assert notice.subject == "update_contact: 5 in doubt"
    assert "deskhand items --state in_doubt --bot update_contact" in notice.body


def test_many_missed_due_times_are_one_notice(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    for hour in range(6):
        night.miss("hourly", NOW - timedelta(hours=hour), "missed: nobody was there to start it")
    night.miss(
        "hourly",
        NOW - timedelta(hours=7),
        "missed: 43200 due times since 2026-10-25 00:00 UTC: it was later than the grace allows",
    )
    [notice] = told(store, book)

    assert notice.subject == "hourly: 43,206 due times not run"
    assert "6 times: nobody was there to start it." in " ".join(notice.body.split())
    assert "It is due next on Tue 24 Nov 2026, 04:00 CET" in notice.body


def test_a_schedule_that_misses_all_night_is_told_a_few_times(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    count = 0
    for minute in range(8 * 60):
        night.miss("hourly", NOW + minute * MINUTE, "missed: nobody was there to start it")
        count += len(told(store, book, minute))

    assert count == 6


def test_after_a_run_that_went_well_missed_times_are_no_news(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    night.miss("nightly", DUE - timedelta(hours=12), "missed: it was later than the grace allows")
    night.run("r1", [done()])

    assert [notice.topic for notice in told(store, book)] == ["summary"] * 2


def test_a_paused_bot_is_told_and_that_it_goes_on(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    store.fleet.pause(Pause(Pausable.BOT, "update_contact", "ann", NOW, "moving house"))
    [notice] = told(store, book)
    assert "paused by ann, because: moving house. Until it goes on, the schedule nightly" in (
        " ".join(notice.body.split())
    )
    assert told(store, book, 1) == []

    store.fleet.unpause(Pausable.BOT, "update_contact", "ann")
    [again] = told(store, book, 2)
    assert again.subject == "Over: bot update_contact goes on"
    assert told(store, book, 3) == []


def test_a_pause_of_what_no_schedule_needs_is_nobodys_business(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    store.fleet.pause(Pause(Pausable.BOT, "another", "ann", NOW, ""))

    assert told(store, book) == []


def test_an_app_that_refuses_its_credential_is_somebodys_business(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    store.fleet.pause(Pause(Pausable.APP, "erp", "ann", NOW, "month end"))
    assert told(store, book) == []
    refused = "crm did not accept the sign-in."
    store.fleet.pause(Pause(Pausable.APP, "crm", "breaker (h1)", NOW, refused))
    [notice] = told(store, book, 1)
    body = " ".join(notice.body.split())
    assert "crm did not accept the sign-in. Until it goes on, what works on it waits." in body
    assert "deskhand unpause app crm" in body


def test_a_run_that_ended_early_says_how_to_go_on(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    night.run("r1", [done()], exit_code=None)
    night.end("r1", NOW, 4, "The browser is gone.", RunState.STOPPED)
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE items SET state = 'new', worker = NULL WHERE run = 'r1'")
    [mail, _] = told(store, book)

    assert mail.subject == "nightly: 0 of 1 item done, it ended early"
    assert "The browser is gone." in mail.body
    assert "    deskhand resume r1" in mail.body
    assert store.runs.counts("r1")[ItemState.NEW] == 1


def test_with_nobody_to_tell_nothing_is_kept(
    store: Store, book: ScheduleBook, night: Night
) -> None:
    night.run("r1", [done()])
    nobody = ScheduleBook(book.file, book.zone, schedules=book.schedules)

    assert tell_all(Outbox(store, {}), nobody, NOW) == 0
    assert store.notices.recent(5) == []


def test_what_a_trigger_sets_aside_is_told_together(store: Store, book: ScheduleBook) -> None:
    store.notices.known_since("", datetime.now(UTC) - timedelta(hours=1))
    entry = TypeAdapter(TriggerEntry).validate_python({"folder": "in/", "bot": "update_contact"})
    listening = replace(book, triggers={"inbox": entry})
    notes = []
    for number in range(300):
        arrival = Arrival("inbox", f"{number}", f"Zoë Müller {number}.xlsx")
        reason = f"The file 'Müller {number}.xlsx' holds no table."
        store.deliveries.note(arrival, DeliveryState.REJECTED, reason, "w")
        now = datetime.now(UTC) + timedelta(seconds=number)
        tell_all(Outbox(store, listening.tell), listening, now)
        due = store.notices.due(now)
        store.notices.sent(due, now)
        notes += due

    assert [notice.subject for notice in notes] == ["inbox: 1 delivery set aside"]
    later = datetime.now(UTC) + timedelta(minutes=20)
    tell_all(Outbox(store, listening.tell), listening, later)
    [again] = store.notices.due(later)
    assert again.subject == "inbox: 300 deliveries set aside"
    assert "The reason, each time: The file … holds no table." in " ".join(again.body.split())
    assert "Müller" not in repr(again)
