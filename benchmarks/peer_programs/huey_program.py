"""Huey on SQLite: `huey_program.py submit|work|left`."""

import json
import sys

from huey import SqliteHuey

from benchmarks.peer_programs import entering

queue = SqliteHuey(filename=str(entering.PLACE / "huey.db"), fsync=True)
enter = queue.task(retries=3)(entering.enter)


def main(what: str) -> None:
    """Queue the keys, work them, or say which are waiting still."""
    if what == "submit":
        for key in entering.fed():
            enter(key)
    elif what == "work":
        queue.create_consumer(workers=4, worker_type="process", check_worker_health=True).run()
    else:
        waiting = [*queue.pending(), *queue.scheduled()]
        print(json.dumps([task.args[0] for task in waiting]))


if __name__ == "__main__":
    main(sys.argv[1])
