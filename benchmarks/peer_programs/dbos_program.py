"""DBOS on SQLite: `dbos_program.py submit|work|left`."""

import json
import sys
import threading

from dbos import DBOS, DBOSClient, DBOSConfig

from benchmarks.peer_programs import entering

URL = f"sqlite:///{entering.PLACE / 'dbos.db'}"
QUEUE = "entries"

step = DBOS.step(name="enter")(entering.enter)


def enter_one(key: str) -> None:
    """One step, kept by the library when it has ended."""
    step(key)


workflow = DBOS.workflow(name="enter_one")(enter_one)


def main(what: str) -> None:
    """Queue the keys, work them, or say which are left."""
    if what == "left":
        client = DBOSClient(system_database_url=URL)
        found = client.list_workflows(status=["ENQUEUED", "PENDING", "DELAYED"], load_input=True)
        print(json.dumps([each.input["args"][0] for each in found if each.input]))
        return
    config = DBOSConfig(name="peer", system_database_url=URL, application_version="1")
    DBOS(config=config)
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=4)
    if what == "work":
        threading.Event().wait()
    for key in entering.fed():
        DBOS.enqueue_workflow(QUEUE, workflow, key)
    DBOS.destroy()


if __name__ == "__main__":
    main(sys.argv[1])
