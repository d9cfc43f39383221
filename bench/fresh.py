"""How soon what is posted is found, and what that costs the one who posts.

    python bench/fresh.py folder 20000 [--questions 40]

Makes the site of `site.py` in the folder, serves it as `crowd serve --worker` does, and posts
questions through the web, each with a word that no other has. From the answer to the post on,
`/zoeken` is asked for that word every 50 ms until it shows the question. The same posts are timed
on a server that asks for no index at all.
"""

import argparse
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import (
    HTTPCookieProcessor,
    HTTPRedirectHandler,
    OpenerDirector,
    build_opener,
)

from site_to_measure import make, settings

PORT = 8765
BASE = f"http://127.0.0.1:{PORT}"
SIGNS = "bcdfghklmnprstvz"
GIVEN_UP = 30  # seconds
WITHOUT_SEARCH = (
    "import crowd.questions.actions.telling as telling;"
    "telling.index_later = lambda kind, id: None;"
    "from crowd.app import main; main()"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("size", type=int)
    parser.add_argument("--questions", type=int, default=40)
    args = parser.parse_args()
    folder = args.folder.absolute()
    make(folder, args.size)
    posted, found = [], []
    with served(folder, str(Path(sys.executable).with_name("crowd"))) as browser:
        for number in range(args.questions):
            time.sleep(1 + 0.37 * number % 1)  # people do not post in step with the worker
            word = unheard(number)
            posted.append(post(browser, word))
            found.append(until_found(browser, word))
    with served(folder, sys.executable, "-c", WITHOUT_SEARCH) as browser:
        without = [post(browser, unheard(n)) for n in range(args.questions)]
    print("| milliseconds | p50 | p95 |\n|---|---|---|")
    told("from the answer to found", found)
    told("the post itself", posted)
    told("the post itself, where nothing is indexed", without)


class Still(HTTPRedirectHandler):
    """What a post answers is not followed: the next page is not what is timed."""

    def redirect_request(self, *_given: object) -> None:
        return None


@contextmanager
def served(folder: Path, *command: str) -> Iterator[OpenerDirector]:
    """Server and worker, warm, with somebody logged in."""
    process = subprocess.Popen(
        [*command, "serve", "--worker"],
        env=settings(folder, PORT),
        stdout=subprocess.DEVNULL,
        process_group=0,
    )
    try:
        browser = build_opener(HTTPCookieProcessor(CookieJar()), Still())
        wait_for(browser)
        entry = {"email": "lid@example.org", "password": "demo-wachtwoord"}
        send(browser, "/inloggen", entry)
        for _ in range(20):  # the encoder loads, and the arrays are read
            browser.open(f"{BASE}/vragen/vergelijkbaar?{urlencode({'title': 'drukke klas'})}")
            time.sleep(0.5)
        yield browser
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def wait_for(browser: OpenerDirector) -> None:
    for _ in range(600):
        try:
            browser.open(f"{BASE}/readyz")
            return
        except (URLError, OSError):
            time.sleep(0.1)
    sys.exit("the server does not answer")


def send(browser: OpenerDirector, path: str, fields: dict[str, str]) -> float:
    """Post the form of this page; how long the answer took, without following it."""
    page = browser.open(BASE + path).read().decode()
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    form = re.search(r'name="key"[^>]* value="([^"]+)"|value="([^"]+)"[^>]* name="key"', page)
    sent = {"csrf_token": token[1] if token else "", "key": form[1] or form[2] if form else ""}
    begun = time.perf_counter()
    try:
        browser.open(BASE + path, urlencode({**sent, **fields}).encode())
    except HTTPError as answer:
        if answer.code == 303:
            return time.perf_counter() - begun
    sys.exit(f"{path} was refused")


def post(browser: OpenerDirector, word: str) -> float:
    return send(
        browser,
        "/vragen/nieuw",
        {
            "title": f"Hoe begin ik met {word} in een drukke klas?",
            "body": "Na de pauze zit iedereen vol verhalen. Ik probeerde een timer op het bord.",
            "themes": "klassenmanagement/orde-en-rust",
        },
    )


def until_found(browser: OpenerDirector, word: str) -> float:
    begun = time.perf_counter()
    while time.perf_counter() - begun < GIVEN_UP:
        page = browser.open(f"{BASE}/zoeken?{urlencode({'q': word})}").read().decode()
        if f"-hoe-begin-ik-met-{word}" in page:
            return time.perf_counter() - begun
        time.sleep(0.05)
    sys.exit(f"{word} was not found within {GIVEN_UP} seconds")


def unheard(number: int) -> str:
    """A word of its own for each number and each run."""
    rest, signs = number + time.time_ns() // 1_000, ""
    while rest:
        rest, at = divmod(rest, len(SIGNS))
        signs += SIGNS[at] + "aeo"[at % 3]
    return signs


def told(what: str, taken: list[float]) -> None:
    taken = sorted(1000 * one for one in taken)
    p95 = taken[min(len(taken) - 1, int(len(taken) * 0.95))]
    print(f"| {what} | {statistics.median(taken):.0f} | {p95:.0f} |", flush=True)


if __name__ == "__main__":
    main()
