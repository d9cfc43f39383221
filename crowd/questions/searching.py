"""A search for questions as it stands in its address: words, filters, and an order."""

from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from crowd.questions.filters import asked_filters, chips, chosen
from crowd.questions.models.searches import LONGEST, SavedSearch
from crowd.questions.queries.facets import ORDERS
from crowd.questions.queries.filtering import Filters


@dataclass(frozen=True)
class Asked:
    text: str
    filters: Filters = field(default_factory=Filters)
    order: str = ORDERS[0]

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> Self:
        """Whatever the address says; what is no filter and no order of ours is left out."""
        text = " ".join(args.get("q", "").replace("\0", " ").split())
        order = args.get("orde", "")
        return cls(text[:LONGEST], asked_filters(args), order if order in ORDERS else ORDERS[0])

    @classmethod
    def saved(cls, search: SavedSearch) -> Self:
        return cls(search.text, asked_filters(MultiDict(parse_qsl(search.filters))))

    def __bool__(self) -> bool:
        return bool(self.text or self.filters)

    @property
    def choices(self) -> dict[str, str]:
        """What stands in the address besides the words."""
        order = {} if self.order == ORDERS[0] else {"orde": self.order}
        return {**chosen(self.filters), **order}

    @property
    def fields(self) -> dict[str, str]:
        """Everything that stands in the address."""
        return {**({"q": self.text} if self.text else {}), **self.choices}

    @property
    def title(self) -> str:
        """ "nakijken", Voortgezet onderwijs: in the reader's language."""
        words = [f'"{self.text}"'] if self.text else []
        return ", ".join([*words, *(label for label, _filters in chips(self.filters))])

    @property
    def filters_in_address(self) -> str:
        return urlencode(chosen(self.filters))

    def address(self, **more: str) -> str:
        return "/zoeken?" + urlencode({**self.fields, **more})

    def with_(self, **changes: Any) -> Self:
        return replace(self, **changes)
