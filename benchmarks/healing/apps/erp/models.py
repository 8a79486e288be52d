"""Customers, suppliers, products, invoices and tickets, labelled in three languages."""

import os

from django.db import models

from .words import WORDS

LANGUAGE = os.environ.get("BENCH_LANGUAGE", "en")


def say(text):
    """A label in the language asked for."""
    return WORDS.get(LANGUAGE, {}).get(text, text)


COUNTRIES = [(code, code.upper()) for code in ("de", "gr", "cn", "fr", "us")]
PRIORITIES = [("1", say("Low")), ("2", say("Normal")), ("3", say("High"))]
STATES = [("open", say("Open")), ("sent", say("Sent")), ("paid", say("Paid"))]


def chars(label, length=80, **more):
    """A line of text."""
    return models.CharField(say(label), max_length=length, **more)


def amount(label, **more):
    """Money."""
    return models.DecimalField(say(label), max_digits=12, decimal_places=2, default=0, **more)


class Named(models.Model):
    """Whatever has a name."""

    name = chars("Name")

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class Group(Named):
    class Meta:
        verbose_name = say("customer group")
        verbose_name_plural = say("customer groups")


class Tag(Named):
    class Meta:
        verbose_name = say("tag")
        verbose_name_plural = say("tags")


class Customer(Named):
    account = chars("Account number", 20, help_text="As on the contract")
    salutation = chars("Salutation", 10, blank=True)
    first_name = chars("First name", blank=True)
    email = models.EmailField(say("E-mail"), blank=True)
    phone = chars("Phone", 40, blank=True)
    mobile = chars("Mobile phone", 40, blank=True)
    street = chars("Street", blank=True)
    postcode = chars("Postcode", 12, blank=True)
    city = chars("City", blank=True)
    country = chars("Country", 2, choices=COUNTRIES, default="de")
    ship_street = chars("Shipping street", blank=True)
    ship_postcode = chars("Shipping postcode", 12, blank=True)
    ship_city = chars("Shipping city", blank=True)
    birthday = models.DateField(say("Date of birth"), null=True, blank=True)
    credit_limit = amount("Credit limit")
    vat = chars("VAT number", 20, blank=True)
    homepage = models.URLField(say("Homepage"), blank=True)
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.CASCADE, verbose_name=say("customer group")
    )
    tags = models.ManyToManyField(Tag, blank=True, verbose_name=say("tags"))
    active = models.BooleanField(say("Active"), default=True)
    newsletter = models.BooleanField(say("Newsletter"), default=False)
    blocked = models.BooleanField(say("Blocked for orders"), default=False)
    notes = models.TextField(say("Notes"), blank=True)

    class Meta:
        verbose_name = say("customer")
        verbose_name_plural = say("customers")


class Supplier(Named):
    number = chars("Supplier number", 20)
    contact = chars("Contact person", blank=True)
    email = models.EmailField(say("E-mail"), blank=True)
    iban = chars("IBAN", 34, blank=True)
    bic = chars("BIC", 11, blank=True)
    payment_days = models.IntegerField(say("Days until payment"), default=30)
    discount_days = models.IntegerField(say("Days of discount"), default=10)
    discount = amount("Discount in percent")
    contract = models.FileField(say("Contract"), blank=True, upload_to="contracts")

    class Meta:
        verbose_name = say("supplier")
        verbose_name_plural = say("suppliers")


class Product(Named):
    sku = chars("Article number", 20)
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, verbose_name=say("supplier"))
    price_net = amount("Price net")
    price_gross = amount("Price gross")
    stock = models.IntegerField(say("In stock"), default=0)
    stock_min = models.IntegerField(say("Minimum stock"), default=0)
    weight = models.FloatField(say("Weight in kg"), default=0)
    sold_from = models.DateField(say("Sold from"), null=True, blank=True)
    sold_to = models.DateField(say("Sold to"), null=True, blank=True)
    discontinued = models.BooleanField(say("Discontinued"), default=False)
    description = models.TextField(say("Description"), blank=True)

    class Meta:
        verbose_name = say("product")
        verbose_name_plural = say("products")


class Invoice(models.Model):
    number = chars("Invoice number", 20)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, verbose_name=say("customer"))
    issued = models.DateField(say("Date of invoice"))
    due = models.DateField(say("Due date"))
    period_from = models.DateField(say("Period from"), null=True, blank=True)
    period_to = models.DateField(say("Period to"), null=True, blank=True)
    total_net = amount("Total net")
    total_gross = amount("Total gross")
    state = chars("State", 10, choices=STATES, default="open")
    reminder = models.BooleanField(say("Send reminder"), default=False)
    remark = models.TextField(say("Remark"), blank=True)

    class Meta:
        verbose_name = say("invoice")
        verbose_name_plural = say("invoices")

    def __str__(self):
        return self.number


class Line(models.Model):
    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, verbose_name=say("product"))
    quantity = models.IntegerField(say("Quantity"), default=1)
    price = amount("Unit price")
    rebate = amount("Rebate")
    text = chars("Text", blank=True)

    class Meta:
        verbose_name = say("line")
        verbose_name_plural = say("lines")

    def __str__(self):
        return self.text


class Ticket(models.Model):
    subject = chars("Subject")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, verbose_name=say("customer"))
    priority = chars("Priority", 1, choices=PRIORITIES, default="2")
    opened = models.DateTimeField(say("Opened at"))
    closed = models.DateTimeField(say("Closed at"), null=True, blank=True)
    channel = chars("Channel", 10, choices=[("mail", "Mail"), ("phone", say("Phone"))])
    assignee = chars("Assigned to", blank=True)
    body = models.TextField(say("Message"))
    answer = models.TextField(say("Answer"), blank=True)
    refund = amount("Refund")
    escalated = models.BooleanField(say("Escalated"), default=False)

    class Meta:
        verbose_name = say("ticket")
        verbose_name_plural = say("tickets")

    def __str__(self):
        return self.subject
