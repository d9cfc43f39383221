"""The web server (gunicorn), alone or with the worker beside it."""

import ctypes
import errno
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from crowd.core import warming

STOP_WITHIN = 15  # seconds
START_WITHIN = 60
M_MMAP_THRESHOLD = -3  # malloc.h
# no query strings (what people search for), no addresses (who they are)
ACCESS_LOG = "%(t)s %(m)s %(U)s %(s)s %(M)sms"


class AccessLog(Logger):
    """One line a request: a path arrives decoded, with line ends and all, and is encoded again."""

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> Any:
        path = quote(environ.get("PATH_INFO", "-").encode("latin-1"))
        return {**super().atoms(resp, req, environ, request_time), "U": path}


class Server(BaseApplication):
    def __init__(self, app: Flask) -> None:
        self.flask = app
        super().__init__()

    def load_config(self) -> None:
        config = self.flask.config
        settings: dict[str, Any] = {
            "bind": f"{config['HOST']}:{config['PORT']}",
            "worker_class": "gthread",
            "workers": config["WEB_PROCESSES"],
            "threads": config["WEB_THREADS"],
            "limit_request_line": 8190,  # the most that it can: a search with many filters
            "logger_class": AccessLog,
            "accesslog": "-",
            "access_log_format": ACCESS_LOG,
            "loglevel": "error",  # its warnings hold addresses and whole request lines
            "graceful_timeout": 10,
            "timeout": 60,
            "proc_name": "crowd",
            "post_worker_init": lambda _worker: warming.begin(self.flask),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.flask


def serve(app: Flask) -> None:
    _give_memory_back()
    Server(app).run()


def _give_memory_back() -> None:
    """Large arrays return to the system when they are let go. Left alone, glibc raises the size
    from which it does that up to 32 MB: 15 MB more in a web process with 100,000 questions."""
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, 1024 * 1024)


def check_port(app: Flask) -> None:
    """Say it clearly when somebody else has the port."""
    host, port = app.config["HOST"], app.config["PORT"]
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise click.ClickException(
                    f"Port {port} is taken. Stop what runs there, "
                    f"or choose another: PORT={port + 1} make run"
                ) from None
            raise click.ClickException(
                f"Cannot listen on {host}:{port}: {error.strerror}. Look at HOST and PORT."
            ) from None


def supervise(app: Flask) -> None:
    """Server and worker: SIGINT and SIGTERM stop both, a worker that dies is started again."""
    stopping = False

    def stop(_signal: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    for signal_ in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signal_, stop)
    web, worker = _start("serve"), _start("worker")
    try:
        if _answers(app, lambda: stopping or web.poll() is not None):
            _welcome(app)
        while not stopping and web.poll() is None:
            if worker.poll() is not None:
                click.echo(
                    f"The worker stopped ({worker.returncode}); starting it again.", err=True
                )
                worker = _start("worker")
            time.sleep(0.2)
    finally:
        _stop(web, worker)
    if not stopping:
        raise SystemExit(web.returncode or 1)


def _start(command: str) -> subprocess.Popen[bytes]:
    """This same program with another command, in our process group: what ends us ends it."""
    arguments = [*sys.orig_argv[1 : sys.orig_argv.index("serve")], command]
    return subprocess.Popen([sys.executable, *arguments])  # noqa: S603


def _stop(*processes: subprocess.Popen[bytes]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(app: Flask, given_up: Callable[[], bool]) -> bool:
    host = app.config["HOST"]
    if host in {"0.0.0.0", "::"}:  # noqa: S104
        host = "127.0.0.1"
    address = f"http://{f'[{host}]' if ':' in host else host}:{app.config['PORT']}/healthz"
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and not given_up():
        try:
            with urlopen(address, timeout=2):
                return True
        except (URLError, OSError):
            time.sleep(0.1)
    return False


def _welcome(app: Flask) -> None:
    lines = ["", f"The Crowd answers at {app.config['BASE_URL']}"]
    if app.config["DEMO"]:
        accounts, password = app.extensions["demo_accounts"]
        width = max(len(email) for email, _who in accounts)
        lines += ["", f"Log in with the password {password} as:"]
        with app.app_context():
            lines += [f"  {email:<{width}}  {who}" for email, who in accounts]
    lines += ["", "Stop with Ctrl-C.", ""]
    click.echo("\n".join(lines))
