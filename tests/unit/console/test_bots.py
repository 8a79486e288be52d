"""Bots: shown with their form, started with what was typed."""

from runner.store.auditing import AuditSought
from runner.store.outcomes import Wanted
from runner.store.people import Role
from runner.store.runs import RunState
from tests.console_office import PEOPLE, Office

AGENT, ANALYST = PEOPLE[Role.AGENT], PEOPLE[Role.ANALYST]

RIGHT = {"account": "0010007", "last_name": "Weber", "city": "Jena", "option.missing": "create"}


def credentials(office: Office) -> None:
    file = office.folder / "credentials.env"
    file.write_text("CRM_USERNAME=robot\nCRM_PASSWORD=x\n")
    file.chmod(0o600)


def test_every_bot_is_listed_with_what_it_does(shown: Office) -> None:
    page = shown.browser(AGENT).get("/bots").text

    assert "update_contact" in page
    assert "Bring a customer&#39;s contact data in the CRM up to date." in page


def test_a_bot_that_cannot_be_used_is_said_without_its_path(office: Office) -> None:
    (office.folder / "bots" / "broken.py").write_text("raise RuntimeError('secret detail')\n")
    page = office.browser(AGENT).get("/bots").text

    assert "The file of broken cannot be used." in page
    assert "secret detail" not in page
    assert str(office.folder) not in page


def test_a_bot_is_started_with_what_was_typed(office: Office) -> None:
    credentials(office)
    answer = office.browser(AGENT).post("/bots/update_contact/start", data=RIGHT)
    run = office.store.runs.recent(1)[0]
    line = office.store.audit.page(AuditSought(action="run begun"), None, 1)[0]
    (item,) = office.store.outcomes.find(Wanted(run=run.id))

    assert answer.headers["location"] == f"/runs/{run.id}?told=run_begun"
    assert (run.state, run.started_by, run.bot) == (RunState.QUEUED, "kim", "update_contact")
    assert run.plan["options"] == {"missing": "create"}
    assert item.key == "0010007"
    assert (line.who, line.run, line.details) == ("kim", run.id, {"bot": "update_contact"})


def test_what_was_typed_wrong_is_said_at_its_field_and_kept(office: Office) -> None:
    before = len(office.store.runs.recent(50))
    form = RIGHT | {"account": "12", "last_name": ""}
    answer = office.browser(AGENT).post("/bots/update_contact/start", data=form)

    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 2
    assert 'value="12"' in answer.text
    assert 'value="Jena"' in answer.text
    assert len(office.store.runs.recent(50)) == before


def test_what_is_missing_besides_is_said_and_nothing_begins(office: Office) -> None:
    before = len(office.store.runs.recent(50))
    answer = office.browser(AGENT).post("/bots/update_contact/start", data=RIGHT)

    assert answer.status_code == 409
    assert "CRM_USERNAME" in answer.text
    assert len(office.store.runs.recent(50)) == before


def test_who_may_not_start_sees_no_form(shown: Office) -> None:
    page = shown.browser(ANALYST).get("/bots/update_contact").text

    assert "/start" not in page
    assert 'name="account"' not in page


def test_there_is_no_such_bot(shown: Office) -> None:
    browser = shown.browser(AGENT)

    assert browser.get("/bots/nothing").status_code == 404
    assert browser.post("/bots/nothing/start", data=RIGHT).status_code == 404
