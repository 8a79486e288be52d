"""Writes the pages of a returns desk in the flask-admin that runs this: FOLDER THEME."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import shims

shims.apply()

from desk_tables import opened
from flask import Flask
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from pages import write
from sqlalchemy.orm import scoped_session, sessionmaker
from wsgi import Client


def view(model, session, name):
    """The screens of one table."""
    searchable = [
        column.name for column in model.__table__.columns if str(column.type).startswith("VARCHAR")
    ][:2]
    filters = [column.name for column in model.__table__.columns if not column.foreign_keys][1:4]
    attributes = {
        "column_searchable_list": searchable,
        "column_filters": filters,
        "can_export": True,
        "can_view_details": True,
    }
    return type(name.title() + "View", (ModelView,), attributes)(
        model, session, name=name.title(), endpoint=name
    )


def application(theme):
    """Flask with the admin."""
    engine, made = opened()
    session = scoped_session(sessionmaker(bind=engine))
    app = Flask(__name__)
    app.secret_key = "pages for a benchmark"
    try:
        admin = Admin(app, name="Returns", template_mode=theme)
    except TypeError:
        from flask_admin.theme import Bootstrap4Theme

        admin = Admin(app, name="Returns", theme=Bootstrap4Theme())
    for name, model in made.items():
        admin.add_view(view(model, session, name))
    return app, list(made)


def screens(client, names):
    """Every page, by a key that all releases share."""
    for name in names:
        base = "/admin/%s/" % name
        yield name + ".list", base, client.get(base)
        yield name + ".add", base + "new/", client.get(base + "new/")
        yield name + ".change", base + "edit/", client.get(base + "edit/?id=1")
        yield name + ".details", base + "details/", client.get(base + "details/?id=1")


if __name__ == "__main__":
    app, names = application(sys.argv[2])
    write(Path(sys.argv[1]), screens(Client(app.wsgi_app), names))
