"""`runner.testing`: a verify hook that lies is found out before it costs anything."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.killing import Sweep, sweeping
from demo.ledger import entries
from runner import Verdict, Web, step
from runner.testing import NothingToCutError, WrongVerdictError, check_verify, opened
from runner.workspace import import_bot_file

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
BOOK = import_bot_file(ROOT / "bots" / "update_contact.py", ROOT)


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sweep]:
    with sweeping(tmp_path_factory.mktemp("checks") / "crm", rows=4) as running:
        yield running


@pytest.fixture(scope="module")
def crm(sweep: Sweep) -> Iterator[Web]:
    patch = pytest.MonkeyPatch()
    for name in ("CRM_USERNAME", "CRM_PASSWORD"):
        patch.setenv(name, sweep.environment[name])
    with opened("crm", workspace=ROOT, address=sweep.address) as session:
        yield session
    patch.undo()


def contact(city: str) -> object:
    return BOOK.Contact(account="0010007", last_name="Ünal", city=city)


def test_the_bots_own_verify_holds_at_every_stage(crm: Web, sweep: Sweep) -> None:
    change = contact("Jena")
    before = len(entries(sweep.ledger))
    check_verify(BOOK.change_customer, crm, change, prepare=lambda: BOOK.found(crm, change))
    assert len(entries(sweep.ledger)) == before + 1


def lying(answer: str) -> object:
    """A step that changes the customer, with a hook that answers wrong at one stage."""

    def looks(crm: Web, change: object) -> Verdict:
        if answer == "always":
            return Verdict.APPLIED
        if answer == "never":
            return Verdict.NOT_APPLIED
        try:
            return BOOK.on_file(crm, change)
        except Exception:  # noqa: BLE001 - as careless as can be
            return Verdict.NOT_APPLIED

    @step(verify=looks, settle=timedelta(0))
    def change_city(crm: Web, change: object) -> None:
        BOOK.change_customer.function(crm, change)

    return change_city


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("always", "says APPLIED before anything was entered; it must be NOT_APPLIED"),
        ("never", "says NOT_APPLIED after it was entered; it must be APPLIED"),
        ("swallows", "says NOT_APPLIED with the connection cut; it must be UNKNOWN"),
    ],
)
def test_a_hook_that_lies_is_found_out(crm: Web, answer: str, said: str) -> None:
    change = contact(f"City {answer}")
    with pytest.raises(WrongVerdictError, match=said):
        check_verify(lying(answer), crm, change, prepare=lambda: BOOK.found(crm, change))


def test_a_double_cannot_be_cut_off() -> None:
    with pytest.raises(NothingToCutError, match="no session"):
        check_verify(BOOK.change_customer, object(), contact("Jena"))
