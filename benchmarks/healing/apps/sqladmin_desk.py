"""Writes the pages of a returns desk in the sqladmin that runs this: FOLDER."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from asgi import Client
from desk_tables import opened
from pages import write
from sqladmin import Admin, ModelView
from starlette.applications import Starlette


def main(folder):
    """Write the pages."""
    engine, made = opened()
    app = Starlette()
    admin = Admin(app, engine)
    for name, model in made.items():
        columns = [column for column in model.__table__.columns][1:6]
        attributes = {
            "column_list": [getattr(model, column.name) for column in columns],
            "column_searchable_list": [getattr(model, columns[0].name)],
            "name_plural": name.title() + "s",
        }
        admin.add_view(
            type(ModelView)(name.title() + "Admin", (ModelView,), attributes, model=model)
        )
    write(folder, screens(Client(app), list(made)))


def screens(client, names):
    """Every page, by a key that all releases share."""
    for name in names:
        base = "/admin/%s/" % name
        yield name + ".list", base + "list", client.get(base + "list")
        yield name + ".add", base + "create", client.get(base + "create")
        yield name + ".change", base + "edit/1", client.get(base + "edit/1")
        yield name + ".details", base + "details/1", client.get(base + "details/1")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
