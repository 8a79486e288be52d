"""Writes the pages of an ERP in the admin of whatever Django runs this: FOLDER."""

import datetime
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import shims

shims.apply()

import django
from django.conf import settings

AUTH = "django.contrib.auth"
APPS = [
    "django.contrib.admin",
    AUTH,
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "erp",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    AUTH + ".middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
MODELS = ("customer", "supplier", "product", "invoice", "ticket", "group")


class NoMigrations:
    """Tables straight from the models: old migrations do not run on a new SQLite."""

    def __contains__(self, name):
        return True

    def __getitem__(self, name):
        return None if django.VERSION >= (1, 9) else "no_migrations"


def configure():
    """Settings for every release from 1.8 on."""
    processors = (
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
        "django.template.context_processors.request",
    )
    settings.configure(
        DEBUG=False,
        SECRET_KEY="pages for a benchmark",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="django_admin_urls",
        INSTALLED_APPS=APPS,
        MIDDLEWARE=MIDDLEWARE,
        MIDDLEWARE_CLASSES=MIDDLEWARE,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": processors},
            }
        ],
        STATIC_URL="/static/",
        LANGUAGE_CODE=os.environ.get("BENCH_LANGUAGE", "en"),
        USE_I18N=True,
        USE_L10N=False,
        USE_TZ=False,
        MIGRATION_MODULES=NoMigrations(),
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    )
    django.setup()


def fill():
    """A few records of each kind."""
    from django.contrib.auth.models import User
    from erp.models import Customer, Group, Invoice, Line, Product, Supplier, Tag, Ticket

    User.objects.create_superuser("clerk", "clerk@example.com", "secret")
    day = datetime.date(2026, 3, 1)
    group = Group.objects.create(name="Retail")
    Tag.objects.create(name="VIP")
    supplier = Supplier.objects.create(name="Nordwind", number="S-1")
    product = Product.objects.create(name="Lamp", sku="L-100", supplier=supplier)
    for number in range(1, 4):
        customer = Customer.objects.create(
            name="Customer %d" % number, account="%05d" % number, group=group, city="Bonn"
        )
        invoice = Invoice.objects.create(
            number="R-%d" % number, customer=customer, issued=day, due=day
        )
        Line.objects.create(invoice=invoice, product=product, text="Lamp")
        Ticket.objects.create(
            subject="Ticket %d" % number,
            customer=customer,
            opened=datetime.datetime(2026, 3, 1),
            body="?",
            channel="mail",
        )


def screens(client):
    """Every page, by a key that all releases share."""
    login = client.get("/admin/login/?next=/admin/")
    yield "login", "/admin/login/", login
    fields = {
        "username": "clerk",
        "password": "secret",
        "csrfmiddlewaretoken": client.cookies["csrftoken"],
        "next": "/admin/",
    }
    yield "index", "/admin/", client.post("/admin/login/?next=/admin/", fields)
    for model in MODELS:
        base = "/admin/erp/%s/" % model
        change = base + ("1/" if django.VERSION < (1, 9) else "1/change/")
        yield model + ".list", base, client.get(base)
        yield model + ".add", base + "add/", client.get(base + "add/")
        yield model + ".change", change, client.get(change)
    yield (
        "customer.delete",
        "/delete/",
        client.get(
            change.replace("group", "customer").replace("change/", "").rstrip("/") + "/delete/"
        ),
    )
    yield "password", "/admin/password_change/", client.get("/admin/password_change/")
    yield "user.add", "/admin/auth/user/add/", client.get("/admin/auth/user/add/")


def main(folder):
    """Write the pages."""
    configure()
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from pages import write
    from wsgi import Client

    more = {"run_syncdb": True} if django.VERSION >= (1, 9) else {}
    call_command("migrate", verbosity=0, **more)
    fill()
    write(folder, screens(Client(get_wsgi_application())))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
