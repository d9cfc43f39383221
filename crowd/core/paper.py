"""Papers as PDF: quote, invoice, letter. Typst draws them, tagged for screen readers (PDF/UA-1).

What stands on a paper is data, never markup: whatever somebody typed is drawn as it was typed.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from config import ROOT
from crowd.core.clock import now

TEMPLATES = ROOT / "templates"
Pair = tuple[str, str]


@dataclass(frozen=True)
class Paper:
    """What a paper of business says, from top to bottom, in its reader's language."""

    title: str
    lang: str
    sender: Sequence[str]  # the first is the name
    to: Sequence[str]
    facts: Sequence[Pair] = ()
    intro: str = ""
    columns: Sequence[str] = ()  # the first is text, the others are figures
    rows: Sequence[Sequence[str]] = ()
    totals: Sequence[Pair] = ()  # the last is the one that counts
    notes: Sequence[str] = ()
    code: str = ""  # a QR code as SVG, with what it is for
    code_text: str = ""
    foot: Sequence[str] = ()


def pdf(paper: Paper, at: datetime | None = None) -> bytes:
    """The paper as a file (about 15 ms); for one moment it is the same, byte for byte."""
    import typst  # with its fonts 80 MB on disk: fetched when first used

    try:
        return _draw(paper, at or now(), "ua-1")
    except typst.TypstError:
        # a letter that no font has (PDF/UA refuses it): drawn as a box, tagged all the same
        return _draw(paper, at or now(), None)


def _draw(paper: Paper, at: datetime, standard: Literal["ua-1"] | None) -> bytes:
    import typst

    return bytes(
        typst.compile(
            str(TEMPLATES / "documents" / "paper.typ"),
            root=str(TEMPLATES),
            sys_inputs={"paper": json.dumps(asdict(paper))},
            ignore_system_fonts=True,  # the same on every machine
            pdf_standards=standard,
            timestamp=int(at.timestamp()),
        )
    )
