"""A visitor with a browser: fetches pages, posts forms with their token, logs in and out."""

import re
import secrets
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from crowd.core.csrf import dress

PASSWORD = "demo-wachtwoord"
_TOKEN = re.compile(r'name="csrf[-_]token" (?:content|value)="([^"]+)"')


class Client:
    def __init__(self, app: Flask) -> None:
        self.browser = app.test_client()
        self.signer = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.browser.get(path, **kwargs)

    def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        from_: str | None = None,
        **kwargs: Any,
    ) -> TestResponse:
        """Post a form with the token of the page `from_`, or the one that any page would give."""
        token = self.token(from_) if from_ else self.own_token()
        return self.browser.post(path, data={"csrf_token": token, **(data or {})}, **kwargs)

    def token(self, path: str) -> str:
        found = _TOKEN.search(self.get(path).text)
        assert found, f"no form with a token at {path}"
        return found[1]

    def own_token(self) -> str:
        with self.browser.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        return dress(str(self.signer.dumps(raw)))

    def login(self, email: str, password: str = PASSWORD) -> "Client":
        answer = self.post("/inloggen", {"email": email, "password": password, "remember": "y"})
        assert answer.status_code == 303, f"{email} could not log in: {answer.status}"
        return self
