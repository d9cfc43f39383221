"""What the processes of a site hold in memory after mixed requests.

    python bench/memory.py folder 100000 [--requests 200]

Makes the site of `site_to_measure.py` in the folder, serves it as `crowd serve --worker` does, and
asks for the front page, questions, searches, suggestions and what is similar to texts that no two
requests share. Megabytes, as the kernel counts them: resident, of that its own, and of that the
files that it has mapped, which all processes share.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import OpenerDirector

from corpus import Corpus
from fresh import BASE, served
from site_to_measure import make


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("size", type=int)
    parser.add_argument("--requests", type=int, default=200)
    args = parser.parse_args()
    folder = args.folder.absolute()
    make(folder, args.size)
    print("| when | process | resident | its own | mapped files |\n|---|---|---|---|---|")
    with served(folder, str(Path(sys.executable).with_name("crowd"))) as browser:
        told(folder, "warm")
        for path in paths(args.size, args.requests):
            read(browser, BASE + path)
        told(folder, f"after {args.requests} requests")


def read(browser: OpenerDirector, address: str) -> None:
    try:
        browser.open(address).read()
    except HTTPError as answer:  # a question's address goes on with its title
        if answer.code != 301:
            raise
        read(browser, urljoin(address, answer.headers["Location"]))


def paths(size: int, requests: int) -> Iterator[str]:
    corpus = Corpus(seed=9)
    titles = corpus.titles(requests)
    bodies = [document.body for document in corpus.documents(requests)]
    for n, (title, body) in enumerate(zip(titles, bodies, strict=True)):
        two = " ".join(title.split()[:2])
        yield (
            "/",
            f"/vragen/{1 + n * size // requests}",
            f"/zoeken?{urlencode({'q': two})}",
            f"/zoeken/suggesties?{urlencode({'q': title[:5]})}",
            f"/vragen/vergelijkbaar?{urlencode({'title': title})}",
            f"/vragen/vergelijkbaar?{urlencode({'title': title, 'body': body[:1500]})}",
        )[n % 6]


def told(folder: Path, when: str) -> None:
    """Of every process that this site runs."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"DATA_DIR={folder}/var".encode() not in (process / "environ").read_bytes():
                continue
            command = (process / "cmdline").read_bytes().decode().split("\0")
            rows = dict(line.split(":") for line in rollup(process))
        except (OSError, ValueError):
            continue
        held = {name: int(value.split()[0]) // 1024 for name, value in rows.items()}
        own = held["Private_Clean"] + held["Private_Dirty"]
        mapped = held["Rss"] - held["Anonymous"]
        name = f"{' '.join(command[-3:]).strip()} {process.name}"
        print(f"| {when} | {name} | {held['Rss']} | {own} | {mapped} |", flush=True)


def rollup(process: Path) -> list[str]:
    return (process / "smaps_rollup").read_text().splitlines()[1:]


if __name__ == "__main__":
    main()
