"""The form encoding of Stripe: `items[0][price_data][currency]=eur` as nested objects."""

import re
from typing import Any
from urllib.parse import parse_qsl

PART = re.compile(r"\[([^\]]*)\]")


def decode(text: str) -> dict[str, Any]:
    """Values stay text; objects whose names are 0, 1, 2 … become lists."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        first, *rest = name.partition("[")[0], *PART.findall(name)
        here = root
        for step in [first, *rest][:-1]:
            here = here.setdefault(step or str(len(here)), {})
        last = [first, *rest][-1]
        here[last or str(len(here))] = value
    return {name: _lists(value) for name, value in root.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(each) for name, each in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
