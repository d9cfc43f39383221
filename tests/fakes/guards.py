"""Two guards on every call to Stripe in tests.

The typed guard holds parameters to the TypedDicts of the installed library: names that were
removed or misspelt. The specification guard holds what goes over the line, and what comes back,
to Stripe's published specification.
"""

import json
import lzma
import re
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin
from urllib.parse import urlsplit

import stripe
import stripe.params
import stripe.params.billing_portal
import stripe.params.checkout
from jsonschema import Draft7Validator
from typing_extensions import (
    get_type_hints,
    is_typeddict,
)

from crowd.billing.fake import forms
from crowd.billing.fake.http import Answer, EmbeddedClient

SPEC = Path(__file__).parent / "stripe_spec" / "openapi.json.xz"
SCALARS = (str, int, float, bool, Decimal)
# what came after the version of the specification that we have: (path, where, schema)
FIELD = {
    "type": "object",
    "required": ["name", "value"],
    "properties": {
        "name": {"type": "string", "maxLength": 40},
        "value": {"type": "string", "maxLength": 140},
    },
}
FIELDS = {"type": "array", "items": FIELD}
NONE = {"type": "string", "enum": [""]}
NEWER = {
    "/v1/subscriptions": ("invoice_settings", "custom_fields", FIELDS),
    "/v1/subscriptions/{subscription_exposed_id}": (
        "invoice_settings",
        "custom_fields",
        {"anyOf": [FIELDS, NONE]},
    ),
}

calls: Counter[str] = Counter()
answers: Counter[str] = Counter()


class Refused(AssertionError):
    """A call that Stripe would not understand, or an answer that Stripe would not give."""


# --- the typed guard


def check_types(method: str, params: Mapping[str, Any]) -> None:
    *_groups, service, name = method.split(".")
    function: Any = stripe.StripeClient("sk_test_types").v1
    for step in method.split("."):
        function = getattr(function, step)
    hint = function.__annotations__["params"]
    named = re.search(r"(\w+Params)\b", str(hint))
    assert named, f"{method} of the library takes no params we know: {hint} {service} {name}"
    module = {"checkout": stripe.params.checkout, "billing_portal": stripe.params.billing_portal}
    kind = getattr(module.get(method.split(".")[0], stripe.params), named[1])
    _fits(params, kind, method)


@cache
def _hints(kind: type) -> dict[str, Any]:
    known = {"StripeContext": str, "Mapping": Mapping}
    return get_type_hints(kind, localns=known, include_extras=True)


def _fits(value: Any, hint: Any, path: str) -> None:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {NotRequired, Required}:
        return _fits(value, arguments[0], path)
    if origin in {Union, UnionType}:
        return _fits_one(value, arguments, path)
    if origin is Literal:
        if value not in arguments:
            raise Refused(f"{path}: {value!r} is none of {arguments}")
        return None
    if origin is list:
        if not isinstance(value, (list, tuple)):
            raise Refused(f"{path}: {value!r} is no list")
        for number, each in enumerate(value):
            _fits(each, arguments[0], f"{path}[{number}]")
        return None
    if origin is dict:
        if not isinstance(value, dict):
            raise Refused(f"{path}: {value!r} is no mapping")
        for key, each in value.items():
            _fits(each, arguments[1], f"{path}.{key}")
        return None
    if is_typeddict(hint):
        return _fits_names(value, hint, path)
    if hint in SCALARS and type(value) is not hint and not (hint is float and type(value) is int):
        raise Refused(f"{path}: {value!r} is no {hint.__name__}")
    kind = origin or hint
    if kind not in SCALARS and isinstance(kind, type) and not isinstance(value, kind):
        raise Refused(f"{path}: {value!r} is no {kind.__name__}")
    return None


def _fits_one(value: Any, arguments: tuple[Any, ...], path: str) -> None:
    told = []
    for argument in arguments:
        try:
            return _fits(value, argument, path)
        except Refused as refused:
            told.append(str(refused))
    raise Refused("; ".join(told))


def _fits_names(value: Any, kind: Any, path: str) -> None:
    if not isinstance(value, dict):
        raise Refused(f"{path}: {value!r} is no {kind.__name__}")
    if unknown := set(value) - set(_hints(kind)):
        raise Refused(f"{path}: the library knows no {', '.join(sorted(unknown))}")
    if missing := kind.__required_keys__ - set(value):
        raise Refused(f"{path}: {', '.join(sorted(missing))} is missing")
    for name, each in value.items():
        _fits(each, _hints(kind)[name], f"{path}.{name}")


# --- the specification guard


@cache
def _spec() -> dict[str, Any]:
    spec: dict[str, Any] = json.loads(lzma.decompress(SPEC.read_bytes()))
    for path, (outer, inner, schema) in NEWER.items():
        body = spec["paths"][path]["post"]["requestBody"]["content"]
        wanted = body["application/x-www-form-urlencoded"]["schema"]["properties"]
        wanted[outer]["properties"][inner] = schema
    spec["components"] = _plain(spec["components"])
    return spec


def _plain(schema: Any) -> Any:
    """OpenAPI 3.0 as JSON Schema: what may be null, and lists that may grow."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _plain(each) for name, each in schema.items()}
    if made.pop("x-stripeBypassValidation", None) is True:
        made.pop("enum", None)
    if made.pop("nullable", None) is True:
        return {"anyOf": [made, {"type": "null"}]}
    return made


def _closed(schema: Any) -> Any:
    """Objects take the names that they list, and no others."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _closed(each) for name, each in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        made.setdefault("additionalProperties", False)
    return made


@cache
def _paths() -> list[tuple[re.Pattern[str], str]]:
    found = sorted(_spec()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), path) for path in found]


def operation(method: str, path: str) -> tuple[str, dict[str, Any]]:
    for pattern, named in _paths():
        if pattern.match(path) and method in _spec()["paths"][named]:
            return f"{method.upper()} {named}", _spec()["paths"][named][method]
    raise Refused(f"Stripe has no {method.upper()} {path}")


@cache
def _asking(method: str, path: str) -> tuple[str, dict[str, Any], Draft7Validator]:
    name, found = operation(method, path)
    if method == "post":
        body = found["requestBody"]["content"]
        schema = _closed(body["application/x-www-form-urlencoded"]["schema"])
    else:
        inside = [each for each in found["parameters"] if each["in"] == "query"]
        required = [each["name"] for each in inside if each.get("required")]
        named = {each["name"]: _closed(each["schema"]) for each in inside}
        schema = {
            "type": "object",
            "properties": named,
            "required": required,
            "additionalProperties": False,
        }
    return name, schema, Draft7Validator(schema)


@cache
def _answering(method: str, path: str) -> Draft7Validator:
    _name, found = operation(method, path)
    schema = _plain(found["responses"]["200"]["content"]["application/json"]["schema"])
    return Draft7Validator({**_spec(), "allOf": [schema]})


def _typed(value: Any, schema: dict[str, Any]) -> Any:
    """Form values are text: read as what the schema says, where they can be."""
    for option in schema.get("anyOf", []):
        read = _typed(value, option)
        if Draft7Validator(option).is_valid(read):
            return read
    kind = schema.get("type")
    if kind == "object" and isinstance(value, dict):
        named = schema.get("properties", {})
        return {name: _typed(each, named.get(name, {})) for name, each in value.items()}
    if kind == "array" and isinstance(value, list):
        return [_typed(each, schema["items"]) for each in value]
    if kind == "integer" and re.fullmatch(r"-?\d+", str(value)):
        return int(value)
    if kind == "number" and re.fullmatch(r"-?\d+(\.\d+)?", str(value)):
        return float(value)
    if kind == "boolean" and value in {"true", "false"}:
        return value == "true"
    return value


def check_request(method: str, path: str, asked: dict[str, Any]) -> str:
    """Raises when Stripe would not take it; the endpoint's name."""
    name, schema, validator = _asking(method, path)
    for error in validator.iter_errors(_typed(asked, schema)):
        raise Refused(f"{name}: {'.'.join(map(str, error.absolute_path))}: {error.message[:200]}")
    return name


def check_answer(method: str, path: str, body: str) -> None:
    for error in _answering(method, path).iter_errors(json.loads(body)):
        where = ".".join(map(str, error.absolute_path))
        raise Refused(f"the answer to {method.upper()} {path}: {where}: {error.message[:300]}")


class GuardedClient(EmbeddedClient):
    """The embedded Stripe, with the specification between it and the library."""

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> Answer:
        where = urlsplit(url)
        asked = where.query if method in {"get", "delete"} else post_data or ""
        name = check_request(method, where.path, forms.decode(asked))
        calls[name] += 1
        body, status, told = super().request(method, url, headers, post_data)
        if status == 200:
            check_answer(method, where.path, body)
            answers[name] += 1
        return body, status, told


def typed(call: Callable[..., Any]) -> Callable[..., Any]:
    """`gateway.call`, with the typed guard before it."""

    def guarded(method: str, *ids: str, params: Any = None, key: str | None = None) -> Any:
        check_types(method, dict(params or {}))
        return call(method, *ids, params=params, key=key)

    return guarded
