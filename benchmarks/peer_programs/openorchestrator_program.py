"""A robot for OpenOrchestrator's queue: `openorchestrator_program.py submit|work|left`."""

import json
import sys

from OpenOrchestrator.common import crypto_util
from OpenOrchestrator.database import db_util
from OpenOrchestrator.database.base import Base
from OpenOrchestrator.database.queues import QueueStatus
from OpenOrchestrator.orchestrator_connection.connection import OrchestratorConnection
from sqlalchemy import create_engine

from benchmarks.peer_programs import entering

QUEUE = "entries"
LIMIT = 10_000


def connected() -> OrchestratorConnection:
    """A robot's connection."""
    key = crypto_util.generate_key()
    return OrchestratorConnection("enter", entering.SERVER, key, "", "", "")


def work(robot: OrchestratorConnection) -> None:
    """Take one element after another, as the documents show it."""
    while (element := robot.get_next_queue_element(QUEUE)) is not None:
        try:
            entering.enter(str(element.reference))
        except OSError as error:
            robot.set_queue_element_status(element.id, QueueStatus.FAILED, str(error))
        else:
            robot.set_queue_element_status(element.id, QueueStatus.DONE)


def main(what: str) -> None:
    """Queue the keys, work them, or say which are left."""
    if what == "submit":
        Base.metadata.create_all(create_engine(entering.SERVER))
    robot = connected()
    if what == "submit":
        keys = tuple(entering.fed())
        robot.bulk_create_queue_elements(QUEUE, keys, keys)
    elif what == "work":
        work(robot)
    else:
        found = db_util.get_queue_elements(QUEUE, limit=LIMIT)
        open_ones = (QueueStatus.NEW, QueueStatus.IN_PROGRESS)
        print(json.dumps([each.reference for each in found if each.status in open_ones]))


if __name__ == "__main__":
    main(sys.argv[1])
