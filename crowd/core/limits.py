"""How often someone may do what costs us much (previews, similar questions)."""

from flask import request
from flask_limiter import Limiter

from crowd.core import viewer


def _who() -> str:
    person = viewer.current()
    return f"person:{person.id}" if person.id else f"address:{request.remote_addr}"


limiter = Limiter(key_func=_who, headers_enabled=False)
