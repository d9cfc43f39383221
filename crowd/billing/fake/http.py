"""The embedded Stripe behind Stripe's own library: an HTTP client that goes nowhere."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from stripe import HTTPClient

from crowd.billing.fake import api, forms, routes  # noqa: F401 - what can be asked
from crowd.billing.fake.store import Account, Store

Answer = tuple[str, int, Mapping[str, str]]


class EmbeddedClient(HTTPClient):
    name = "embedded"

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store

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
        key = (headers or {}).get("Idempotency-Key") if method == "post" else None
        with self.store.open() as account:  # time passes while one asks
            body, status = self._answer(account, method, where.path, asked, key)
        return body, status, {"Request-Id": "req_embedded"}

    def _answer(
        self, account: Account, method: str, path: str, asked: str, key: str | None
    ) -> tuple[str, int]:
        """The same key gives the same answer; with something else asked it is an error."""
        params = forms.decode(asked)
        whole = f"{method} {path} {json.dumps(params, sort_keys=True)}"
        if key and (before := account.answered(key)):
            if before[0] == whole:
                return before[2], before[1]
            words = "Keys for idempotent requests can only be used with the same parameters."
            return json.dumps({"error": {"type": "idempotency_error", "message": words}}), 400
        try:
            body, status = json.dumps(api.answer(account, method, path, params)), 200
        except api.Wrong as wrong:
            body, status = json.dumps(wrong.body), wrong.status
        if key:
            account.keep_answer(key, whole, status, body)
        return body, status

    def close(self) -> None:
        pass
