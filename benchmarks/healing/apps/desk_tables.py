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
)
from sqlalchemy.orm import relationship


class Channel(enum.Enum):
    web = "web"
    phone = "phone"
    store = "store"


class Reason(enum.Enum):
    broken = "broken"
    wrong_size = "wrong size"
    late = "late"
    other = "other"


def tables(base):
    """The models on a declarative base, by name."""

    class Buyer(base):
        __tablename__ = "buyer"
        id = Column(Integer, primary_key=True)
        surname = Column(String(80), nullable=False)
        given_name = Column(String(80))
        mail_private = Column(String(80))
        mail_work = Column(String(80))
        phone_day = Column(String(40))
        phone_evening = Column(String(40))
        billing_street = Column(String(80))
        billing_town = Column(String(80))
        delivery_street = Column(String(80))
        delivery_town = Column(String(80))
        born = Column(Date)
        trusted = Column(Boolean, default=True)
        wants_letters = Column(Boolean, default=False)
        comment = Column(Text)

        def __str__(self):
            return self.surname

    class Order(base):
        __tablename__ = "order"
        id = Column(Integer, primary_key=True)
        reference = Column(String(20), nullable=False)
        ordered_at = Column(DateTime)
        shipped_at = Column(DateTime)
        shipping_cost = Column(Numeric(10, 2))
        sum_before_tax = Column(Numeric(10, 2))
        sum_after_tax = Column(Numeric(10, 2))
        channel = Column(Enum(Channel))
        gift = Column(Boolean, default=False)
        gift_note = Column(Text)
        buyer_id = Column(Integer, ForeignKey("buyer.id"))
        buyer = relationship(Buyer, backref="orders")

        def __str__(self):
            return self.reference

    class Return(base):
        __tablename__ = "return"
        id = Column(Integer, primary_key=True)
        label_number = Column(String(20))
        announced = Column(Date)
        received = Column(Date)
        reason = Column(Enum(Reason))
        amount_asked = Column(Numeric(10, 2))
        amount_granted = Column(Numeric(10, 2))
        restock = Column(Boolean, default=True)
        inspector = Column(String(80))
        finding = Column(Text)
        order_id = Column(Integer, ForeignKey("order.id"))
        order = relationship(Order, backref="returns")

    class Complaint(base):
        __tablename__ = "complaint"
        id = Column(Integer, primary_key=True)
        topic = Column(String(120))
        opened = Column(DateTime)
        answered = Column(DateTime)
        urgency = Column(Integer)
        agent = Column(String(80))
        second_agent = Column(String(80))
        story = Column(Text)
        reply = Column(Text)
        voucher = Column(Float)
        closed = Column(Boolean, default=False)
        buyer_id = Column(Integer, ForeignKey("buyer.id"))
        buyer = relationship(Buyer)

    class Carrier(base):
        __tablename__ = "carrier"
        id = Column(Integer, primary_key=True)
        company = Column(String(80))
        hotline = Column(String(40))
        pickup_from = Column(String(10))
        pickup_until = Column(String(10))
        price_small = Column(Numeric(10, 2))
        price_large = Column(Numeric(10, 2))
        insured = Column(Boolean, default=False)

    return {
        "buyer": Buyer,
        "order": Order,
        "return": Return,
        "complaint": Complaint,
        "carrier": Carrier,
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
