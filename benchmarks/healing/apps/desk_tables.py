"""The tables of a returns desk for SQLAlchemy: another trade than the ERP's, with twins of its own."""

import datetime
import enum

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    ForeignKey,
    Integer,
    Numeric,
    String,
    Text,
    create_engine,
)
from sqlalchemy.orm import Session, relationship
from sqlalchemy.pool import StaticPool

try:
    from sqlalchemy.orm import declarative_base
except ImportError:  # before SQLAlchemy 1.4
    from sqlalchemy.ext.declarative import declarative_base


class Channel(enum.Enum):
    web = "web"
    phone = "phone"
    store = "store"


class Reason(enum.Enum):
    broken = "broken"
    wrong_size = "wrong size"
    late = "late"
    other = "other"


SHORT, LINE, MONEY = String(40), String(80), Numeric(10, 2)

BUYER = (
    "surname:line given_name:line mail_private:line mail_work:line phone_day:short "
    "phone_evening:short billing_street:line billing_town:line delivery_street:line "
    "delivery_town:line born:date trusted:flag wants_letters:flag comment:text"
)
ORDER = (
    "reference:short ordered_at:moment shipped_at:moment shipping_cost:money "
    "sum_before_tax:money sum_after_tax:money channel:channel gift:flag gift_note:text"
)
RETURN = (
    "label_number:short announced:date received:date reason:reason amount_asked:money "
    "amount_granted:money restock:flag inspector:line finding:text"
)
COMPLAINT = (
    "topic:line opened:moment answered:moment urgency:number agent:line second_agent:line "
    "story:text reply:text voucher:float closed:flag"
)
CARRIER = (
    "company:line hotline:short pickup_from:short pickup_until:short price_small:money "
    "price_large:money insured:flag"
)


def columns(text):
    """Columns from their names and kinds."""
    kinds = {
        "line": LINE,
        "short": SHORT,
        "money": MONEY,
        "date": Date,
        "moment": DateTime,
        "text": Text,
        "flag": Boolean,
        "number": Integer,
        "float": Float,
        "channel": Enum(Channel),
        "reason": Enum(Reason),
    }
    pairs = (each.split(":") for each in text.split())
    return {name: Column(kinds[kind], nullable=name not in NEEDED) for name, kind in pairs}


NEEDED = ("surname", "reference")


def model(base, name, text, shown="id", **more):
    """A model of a table."""
    fields = {"__tablename__": name, "id": Column(Integer, primary_key=True)}
    fields["__str__"] = lambda self: str(getattr(self, shown))
    return type(name.capitalize(), (base,), {**fields, **columns(text), **more})


def belongs(other, **more):
    """A key of another model's table, and the way there."""
    key = other.__tablename__
    return {
        key + "_id": Column(Integer, ForeignKey(key + ".id")),
        key: relationship(other, **more),
    }


def tables(base):
    """The models on a declarative base, by name."""
    buyer = model(base, "buyer", BUYER, "surname")
    order = model(base, "order", ORDER, "reference", **belongs(buyer, backref="orders"))
    return {
        "buyer": buyer,
        "order": order,
        "return": model(base, "return", RETURN, **belongs(order, backref="returns")),
        "complaint": model(base, "complaint", COMPLAINT, **belongs(buyer)),
        "carrier": model(base, "carrier", CARRIER, "company"),
    }


def fill(session, made):
    """A few records of each kind."""
    day = datetime.date(2026, 2, 3)
    moment = datetime.datetime(2026, 2, 3, 9, 0)
    for number in range(1, 4):
        buyer = made["buyer"](surname="Person %d" % number, given_name="A", born=day)
        order = made["order"](
            reference="B-%d" % number, ordered_at=moment, buyer=buyer, channel=Channel.web
        )
        session.add_all([buyer, order])
        session.add(
            made["return"](
                label_number="L%d" % number, announced=day, order=order, reason=Reason.late
            )
        )
        session.add(made["complaint"](topic="Late %d" % number, opened=moment, buyer=buyer))
        session.add(made["carrier"](company="Carrier %d" % number))
    session.commit()


def opened():
    """A filled database in memory, and its models by name."""
    base = declarative_base()
    made = tables(base)
    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    base.metadata.create_all(engine)
    session = Session(bind=engine)
    fill(session, made)
    session.close()
    return engine, made
