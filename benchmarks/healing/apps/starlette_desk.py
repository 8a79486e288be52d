"""Writes the pages of a returns desk in the starlette-admin that runs this: FOLDER."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from asgi import Client
from desk_tables import opened
from pages import write
from starlette.applications import Starlette
from starlette_admin.contrib.sqla import Admin, ModelView


def main(folder):
    """Write the pages."""
    engine, made = opened()
    app = Starlette()
    admin = Admin(engine, title="Returns")
    for name, model in made.items():
        admin.add_view(ModelView(model, label=name.title() + "s"))
    admin.mount_to(app)
    write(folder, screens(Client(app), list(made)))


def screens(client, names):
    """Every page, by a key that all releases share."""
    for name in names:
        base = "/admin/%s/" % name
        yield name + ".list", base + "list", client.get(base + "list")
        yield name + ".add", base + "create", client.get(base + "create")
        yield name + ".change", base + "edit/1", client.get(base + "edit/1")
        yield name + ".details", base + "detail/1", client.get(base + "detail/1")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
