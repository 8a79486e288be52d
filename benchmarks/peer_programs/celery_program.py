"""Celery on Redis: `celery_program.py submit|work|left`."""

import base64
import json
import sys

from celery import Celery
from redis import Redis

from benchmarks.peer_programs import entering

app = Celery("celery_program", broker=entering.SERVER)
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    broker_transport_options={"visibility_timeout": 10},
    broker_connection_retry_on_startup=True,
)
enter = app.task(name="enter")(entering.enter)


def left() -> list[str]:
    """The keys that wait, or were handed out and not acknowledged."""
    redis = Redis.from_url(entering.SERVER)
    waiting = [json.loads(found) for found in redis.lrange("celery", 0, -1)]
    handed_out = [json.loads(found)[0] for found in redis.hvals("unacked")]
    return [key_of(message) for message in (*waiting, *handed_out)]


def key_of(message: dict[str, str]) -> str:
    """The key that a message is about."""
    return str(json.loads(base64.b64decode(message["body"]))[0][0])


def main(what: str) -> None:
    """Queue the keys, work them, or say which are left."""
    if what == "submit":
        for key in entering.fed():
            enter.delay(key)
    elif what == "work":
        app.worker_main(["worker", "--concurrency", "4", "--loglevel", "WARNING"])
    else:
        print(json.dumps(left()))


if __name__ == "__main__":
    main(sys.argv[1])
