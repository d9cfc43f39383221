"""What the worker does: issue what Stripe made final."""

from crowd.billing.documents import actions
from crowd.billing.models import Invoice
from crowd.core.jobs import enqueue


def issue_soon(_invoice: Invoice) -> None:
    """An invoice was seen final, or paid."""
    enqueue("billing.issue")


def issue() -> None:
    """Job `billing.issue`: after such news, and every few minutes for all the rest."""
    actions.issue_what_waits()
