"""The pages of a question: each module adds its own to the blueprint."""

from crowd.questions.views import (
    asking,
    closing,
    comments,
    experiences,
    joining,
    lists,
    offers,
    page,
    reading,
)
from crowd.questions.views.blueprint import bp

__all__ = [
    "asking",
    "bp",
    "closing",
    "comments",
    "experiences",
    "joining",
    "lists",
    "offers",
    "page",
    "reading",
]
