"""Writes the pages of an issue tracker by Roundup: FOLDER TEMPLATE."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import shims

shims.apply()

from pages import write
from roundup.cgi.wsgi_handler import RequestDispatcher
from roundup.demo import install_demo
from wsgi import Client

PAGES = {
    "home": "/demo/",
    "issue.add": "/demo/issue?@template=item",
    "issue.search": "/demo/issue?@template=search",
    "issue.list": "/demo/issue?@columns=title,id,activity,status",
    "issue.change": "/demo/issue1",
    "bug.add": "/demo/bug?@template=item",
    "bug.search": "/demo/bug?@template=search",
    "bug.list": "/demo/bug",
    "task.add": "/demo/task?@template=item",
    "keyword.add": "/demo/keyword?@template=item",
    "user.list": "/demo/user",
    "user.add": "/demo/user?@template=item",
    "user.change": "/demo/user3",
    "user.register": "/demo/user?@template=register",
    "user.forgotten": "/demo/user?@template=forgotten",
    "query.edit": "/demo/query?@template=edit",
    "classes": "/demo/?@template=index",
    "milestone.add": "/demo/milestone?@template=item",
}


def main(folder, template):
    """Install the tracker, sign in, write what there is."""
    with tempfile.TemporaryDirectory() as home:
        tracker = Path(home) / "tracker"
        source = Path(sys.prefix) / "share" / "roundup" / "templates" / template
        install_demo(str(tracker), "sqlite", str(source), use_port=8917, use_host="localhost")
        dispatch = RequestDispatcher(str(tracker))

        def mounted(environ, start_response):
            environ["SCRIPT_NAME"] = "/demo"
            environ["PATH_INFO"] = environ["PATH_INFO"][len("/demo") :] or "/"
            environ["HTTP_REFERER"] = environ["HTTP_ORIGIN"] = "http://localhost:8917"
            environ["HTTP_REFERER"] += "/demo/"
            environ["HTTP_HOST"] = "localhost:8917"
            return dispatch(environ, start_response)

        write(folder, screens(Client(mounted)))


def screens(client):
    """Every page that the template has, signed in."""
    yield "front", "/demo/", client.get("/demo/")
    client.post(
        "/demo/", {"@action": "login", "__login_name": "admin", "__login_password": "admin"}
    )
    for key, address in PAGES.items():
        try:
            text = client.get(address)
        except SystemExit:
            continue
        yield key, address, text


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
