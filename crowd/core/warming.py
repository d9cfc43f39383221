"""Getting ready beside the work: what makes the first answers as quick as the later ones.

A server and a worker each keep one thread that calls what the rooms gave to the table, at the
start and every second from then on; a call is cheap when there is nothing to do.
"""

import logging
import threading
from collections.abc import Callable, Sequence

from flask import Flask

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds


def init_app(app: Flask, table: Sequence[Callable[[], None]]) -> None:
    app.extensions["warming"] = tuple(table)


def begin(app: Flask) -> threading.Event:
    """Start the thread; setting the event ends it."""
    stop = threading.Event()
    threading.Thread(target=_keep_warm, args=(app, stop), name="warming", daemon=True).start()
    return stop


def _keep_warm(app: Flask, stop: threading.Event) -> None:
    while not stop.is_set():
        for warm in app.extensions["warming"]:
            try:
                with app.app_context():
                    warm()
            except Exception:  # who asks is told what is wrong; here it is tried again
                log.debug("not warm yet", exc_info=True)
        stop.wait(EVERY)
