"""Writes the pages of a ticket system in the django-helpdesk that runs this: FOLDER."""

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import shims

shims.apply()

import django
from django.conf import settings
from django.urls import include, path

MIDDLEWARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)
PROCESSORS = (
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
)
APPS = """django.contrib.admin django.contrib.auth django.contrib.contenttypes django.contrib.sessions
django.contrib.messages django.contrib.sites django.contrib.humanize django.contrib.staticfiles
bootstrap4form account pinax.invitations pinax.teams reversion helpdesk""".split()
PAGES = {
    "home": "/",
    "public.submit": "/tickets/submit/",
    "dashboard": "/dashboard/",
    "tickets": "/tickets/",
    "ticket.add": "/tickets/submit/",
    "ticket": "/tickets/1/",
    "ticket.edit": "/tickets/1/edit/",
    "ticket.delete": "/tickets/1/delete/",
    "ticket.cc": "/tickets/1/cc/",
    "ticket.cc.add": "/tickets/1/cc/add/",
    "ticket.dependency.add": "/tickets/1/dependency/add/",
    "reports": "/reports/",
    "settings": "/settings/",
    "ignored": "/ignore/",
    "ignored.add": "/ignore/add/",
    "kb": "/kb/",
    "system": "/system_settings/",
}


def configure(place):
    """Settings as the project's documents have them."""
    apps = [app for app in APPS if find_spec(app.split(".")[0])]
    settings.configure(
        SECRET_KEY="pages for a benchmark",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DEBUG_PROPAGATE_EXCEPTIONS=True,
        INSTALLED_APPS=apps,
        MIDDLEWARE=MIDDLEWARE,
        SITE_ID=1,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": PROCESSORS},
            }
        ],
        MEDIA_ROOT=place,
        MEDIA_URL="/media/",
        STATIC_URL="/static/",
        LOGIN_URL="/login/",
        USE_TZ=True,
        LANGUAGE_CODE="en",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        HELPDESK_TEAMS_MODE_ENABLED=False,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    )
    django.setup()


def fill():
    """A clerk, two queues, a ticket."""
    from django.contrib.auth.models import User
    from helpdesk.models import Queue, Ticket

    clerk = User.objects.create_superuser("clerk", "clerk@example.com", "secret")
    queue = Queue.objects.create(title="Orders", slug="orders", allow_public_submission=True)
    Queue.objects.create(title="Refunds", slug="refunds", allow_public_submission=True)
    Ticket.objects.create(title="Lamp is late", queue=queue, description="?", assigned_to=clerk)


def screens(client):
    """Every page that the release has."""
    yield "login", "/login/", client.get("/login/")
    yield "public.home", "/", client.get("/")
    fields = {"csrfmiddlewaretoken": client.cookies["csrftoken"], "next": "/dashboard/"}
    client.post("/login/", fields | {"username": "clerk", "password": "secret"})
    for key, address in PAGES.items():
        try:
            yield key, address, client.get(address)
        except SystemExit as missing:
            sys.stderr.write(str(missing)[:120] + "\n")
        except Exception as fault:
            sys.stderr.write(f"{address}: {fault!r:.200}\n")


def __getattr__(name):
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.contrib import admin

    return [
        path("admin/", admin.site.urls),
        path("", include("helpdesk.urls", namespace="helpdesk")),
    ]


def main(folder):
    """Write the pages."""
    with tempfile.TemporaryDirectory() as place:
        configure(place)
        from django.core.management import call_command
        from django.core.wsgi import get_wsgi_application
        from pages import write
        from wsgi import Client

        call_command("migrate", verbosity=0)
        fill()
        write(folder, screens(Client(get_wsgi_application())))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
