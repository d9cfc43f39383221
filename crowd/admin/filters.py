"""What the treasurer asks for, from the address: what makes no sense there is left out."""

from dataclasses import asdict, dataclass

from werkzeug.datastructures import MultiDict

from crowd.core.forms import clean_line

STATES = ("open", "late", "paid", "void", "written_off")
KINDS = ("teacher", "school")
ACCESS = ("yes", "no")
YEARS = frozenset(str(year) for year in range(2000, 2100))


@dataclass(frozen=True)
class InvoiceFilter:
    q: str = ""
    state: str = ""
    year: str = ""
    kind: str = ""

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> "InvoiceFilter":
        year = args.get("jaar", "")
        return cls(
            q=_words(args),
            state=_one_of(args.get("stand", ""), STATES),
            year=year if year in YEARS else "",
            kind=_one_of(args.get("soort", ""), KINDS),
        )

    def args(self) -> dict[str, str]:
        return _args(asdict(self))


@dataclass(frozen=True)
class MembershipFilter:
    q: str = ""
    kind: str = ""
    access: str = ""

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> "MembershipFilter":
        return cls(
            q=_words(args),
            kind=_one_of(args.get("soort", ""), KINDS),
            access=_one_of(args.get("toegang", ""), ACCESS),
        )

    def args(self) -> dict[str, str]:
        return _args(asdict(self))


NAMES = {"q": "q", "state": "stand", "year": "jaar", "kind": "soort", "access": "toegang"}


def _args(values: dict[str, str]) -> dict[str, str]:
    return {NAMES[name]: value for name, value in values.items() if value}


def _words(args: MultiDict[str, str]) -> str:
    return str(clean_line(args.get("q", "")))[:100]


def _one_of(value: str, known: tuple[str, ...]) -> str:
    return value if value in known else ""
