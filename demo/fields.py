"""The fields of a customer: how the form shows each and which values it takes."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The legacy control that edits a field."""

    TEXT = "text"
    KEYS = "keys"
    """Takes nothing but real key strokes."""
    DATE = "date"
    AMOUNT = "amount"
    RADIO = "radio"
    SELECT = "select"
    GROUPED = "grouped"
    """A select with option groups."""
    MANY = "many"
    CHECK = "check"
    POSTBACK = "postback"
    """A select that sends the whole form back to the server."""
    LATE = "late"
    """Disabled until its choices have loaded."""
    LOOKUP = "lookup"
    """An autocomplete: only a suggestion that was picked is kept."""
    POPUP = "popup"
    """Read-only; filled from a window of its own."""
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Field:
    """One field, as the form and the customer page know it."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    labelled: bool = False
    """Whether the label belongs to the control; elsewhere it is only the cell to the left."""
    length: int = 60
    choices: tuple[str, ...] = ()
    with_previous: bool = False
    """Stands in the same cell as the field before it."""
    unit: str = ""


COUNTRIES: dict[str, tuple[str, ...]] = {
    "Austria": ("Niederösterreich", "Tirol", "Wien"),
    "China": ("北京市", "上海市", "广东省"),
    "Egypt": ("Alexandria", "Cairo", "Giza"),
    "France": ("Bretagne", "Île-de-France", "Provence-Alpes-Côte d’Azur"),
    "Germany": ("Bayern", "Hamburg", "Nordrhein-Westfalen", "Thüringen"),
    "Greece": ("Αττική", "Κεντρική Μακεδονία", "Κρήτη"),
    "Israel": ("Haifa", "Jerusalem", "Tel Aviv"),
    "Japan": ("大阪府", "東京都", "北海道"),
    "Monaco": (),
    "Poland": ("Małopolskie", "Mazowieckie", "Śląskie"),
    "Singapore": (),
    "United Kingdom": ("England", "Scotland", "Wales"),
}
"""Country → its regions; a country without regions leaves the region field disabled."""

LANGUAGES: dict[str, tuple[str, ...]] = {
    "Europe": ("English", "French", "German", "Greek", "Polish"),
    "Asia and Middle East": ("Arabic", "Chinese", "Hebrew", "Japanese"),
}

BRANCHES = (
    "Athens Centre",
    "Berlin Mitte",
    "Cairo Downtown",
    "Hamburg Altona",
    "Hamburg Wandsbek",
    "Kraków Rynek",
    "London Bridge",
    "Lyon Part-Dieu",
    "Munich Sendling",
    "Osaka Umeda",
    "Shanghai Pudong",
    "Tel Aviv Port",
)

MANAGERS = (
    "Adler, Miriam",
    "Brandt, Jörg",
    "Chen, Li Na",
    "Dimitriou, Eleni",
    "Haddad, Samir",
    "Okafor, Grace",
    "Sato, Kenji",
    "Wójcik, Ewa",
)

TERMS = ("7 days", "14 days", "30 days", "60 days end of month")

FIELDS: tuple[Field, ...] = (
    Field("salutation", "Salutation", Kind.RADIO, choices=("Mr", "Ms", "Company")),
    Field("first_name", "First name", labelled=True, length=40),
    Field("last_name", "Last name", labelled=True, length=60),
    Field("birth_date", "Date of birth", Kind.DATE, length=10),
    Field("email", "E-mail", labelled=True, length=80),
    Field("phone", "Phone", length=30),
    Field("tax_number", "Tax no.", Kind.KEYS, length=20),
    Field("street", "Street, no.", length=60),
    Field("postcode", "Postcode / City", length=10),
    Field("city", "City", length=40, with_previous=True),
    Field("country", "Country", Kind.POSTBACK, labelled=True, choices=tuple(COUNTRIES)),
    Field("region", "Region", Kind.SELECT),
    Field("branch", "Branch", Kind.LOOKUP, length=40),
    Field("language", "Language", Kind.GROUPED),
    Field(
        "interests",
        "Interests",
        Kind.MANY,
        choices=("Broadband", "Insurance", "Mobile", "Security", "Television"),
    ),
    Field("newsletter", "Newsletter", Kind.CHECK),
    Field("credit_limit", "Credit limit", Kind.AMOUNT, length=12, unit="EUR"),
    Field("payment_terms", "Payment terms", Kind.LATE, choices=TERMS),
    Field("manager", "Account manager", Kind.POPUP, length=40),
    Field("iban", "IBAN", length=34),
    Field("notes", "Notes", Kind.AREA, labelled=True, length=1000),
)

BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}


@dataclass(slots=True)
class Customer:
    """One customer; every value is the text that the form sends and the page shows."""

    account: str
    values: dict[str, str]
    changed_by: str = "import"
    changed_at: str = "14.03.2003 02:10:00"
    record: str = ""
    history: list[tuple[str, str, str, str]] = field(default_factory=list)
    """(change number, kind, by, at), oldest first."""
    documents: list[tuple[str, int]] = field(default_factory=list)
    """(file name, bytes)."""

    def shown(self, name: str) -> str:
        """The value of a field as the customer page shows it."""
        return self.values.get(name, "")

    @property
    def name(self) -> str:
        first, last = self.shown("first_name"), self.shown("last_name")
        return f"{last}, {first}" if first else last


def regions(country: str) -> tuple[str, ...]:
    """The regions of a country; empty for one that has none or is not known."""
    return COUNTRIES.get(country, ())


def options(name: str, country: str) -> tuple[str, ...]:
    """The choices of a field for a customer in `country`; empty for free text."""
    if name == "region":
        return regions(country)
    if name == "language":
        return tuple(language for group in LANGUAGES.values() for language in group)
    return BY_NAME[name].choices
