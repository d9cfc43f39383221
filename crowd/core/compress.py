"""Answers go out compressed: Brotli where the browser knows it, else gzip."""

import gzip
from functools import lru_cache

import brotli
from flask import Flask, Response, request
from werkzeug import Request

WORDS = {"application/javascript", "application/json", "application/manifest+json",
         "image/svg+xml", "text/css", "text/html", "text/javascript", "text/plain"}  # fmt: skip
SMALL = 500  # not worth it


def coding(request: Request) -> str | None:
    """How this browser wants it."""
    return request.accept_encodings.best_match(["br", "gzip"])


def pack(body: bytes, how: str, *, hard: bool = False) -> bytes:
    if how == "br":
        return bytes(brotli.compress(body, quality=11 if hard else 5))
    return gzip.compress(body, 9 if hard else 6, mtime=0)


@lru_cache(maxsize=512)
def packed(body: bytes, how: str) -> bytes:
    """As small as it gets, for what is the same for everybody."""
    return pack(body, how, hard=True)


def compress(response: Response) -> Response:
    if response.mimetype not in WORDS or response.direct_passthrough or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    how = coding(request)
    if not how or "Content-Encoding" in response.headers:
        return response
    body = response.get_data()
    if len(body) >= SMALL:
        response.set_data(pack(body, how))
        response.headers["Content-Encoding"] = how
    return response


def init_app(app: Flask) -> None:
    app.after_request(compress)
