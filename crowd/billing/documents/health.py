"""`crowd doctor`: is every invoice that is final a document?"""

from datetime import timedelta

from crowd.billing.documents import queries
from crowd.core.clock import now
from crowd.core.health import Wrong

SOON = timedelta(hours=1)  # the worker looks every five minutes


def check() -> str:
    waiting = [
        invoice.number or ""
        for invoice in queries.unissued_invoices()
        if (invoice.finalized_at or now()) < now() - SOON
    ]
    if waiting:
        shown = ", ".join(waiting[:5])
        raise Wrong(f"{len(waiting)} final invoices are no document yet: {shown}; see the log")
    return "every final invoice is a document"
