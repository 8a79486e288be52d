"""The store as the rest of the runner sees it: one object, and its rooms."""

from pathlib import Path

from runner.store.auditing import AuditStore
from runner.store.breakers import BreakerStore
from runner.store.browsing import BrowsingStore
from runner.store.clocks import ClockStore
from runner.store.database import Database, Waits, open_database
from runner.store.decisions import DecisionStore
from runner.store.deliveries import DeliveryStore
from runner.store.dossier import DossierStore
from runner.store.fires import FireStore
from runner.store.fleet import FleetStore
from runner.store.glimpses import GlimpseStore
from runner.store.happenings import HappeningStore
from runner.store.items import ItemStore
from runner.store.journal import Journal
from runner.store.lookouts import LookoutStore
from runner.store.notices import NoticeStore
from runner.store.outcomes import OutcomeStore
from runner.store.paces import PaceStore
from runner.store.people import PeopleStore
from runner.store.repairs import RepairStore
from runner.store.run_browsing import RunBrowsingStore
from runner.store.runs import RunStore
from runner.store.seats import SeatStore
from runner.store.sign_ins import SignInStore


class Store:
    """Everything that is known, over one database."""

    def __init__(self, database: Database, evidence: Path) -> None:
        self.database = database
        self.evidence = evidence
        """The folder that holds every run's evidence."""
        self.runs = RunStore(database)
        self.items = ItemStore(database)
        self.journal = Journal(database)
        self.fleet = FleetStore(database)
        self.seats = SeatStore(database)
        self.clocks = ClockStore(database)
        self.paces = PaceStore(database)
        self.breakers = BreakerStore(database)
        self.decisions = DecisionStore(database)
        self.repairs = RepairStore(database)
        self.fires = FireStore(database)
        self.deliveries = DeliveryStore(database)
        self.lookouts = LookoutStore(database)
        self.glimpses = GlimpseStore(database)
        self.happenings = HappeningStore(database)
        self.notices = NoticeStore(database)
        self.people = PeopleStore(database)
        self.sign_ins = SignInStore(database)
        self.browsing = BrowsingStore(database)
        self.run_browsing = RunBrowsingStore(database)
        self.dossiers = DossierStore(database)
        self.audit = AuditStore(database)
        self.outcomes = OutcomeStore(database, evidence)

    @property
    def locks(self) -> Path:
        """The folder of lock files, beside the database."""
        return self.database.locks

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def open_store(location: str, root: Path, evidence: Path, looking: Waits | None = None) -> Store:
    """Open (and make or migrate) the store of a workspace; `looking` as for `open_database`.

    Raises:
        EnvironmentFault: its place cannot be used; the error says why and what to do.
    """
    return Store(open_database(location, root, looking), evidence)
