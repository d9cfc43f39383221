"""What can be asked of the embedded Stripe; importing this makes it known to `api`."""

from crowd.billing.fake.routes import customers, invoices, subscriptions

__all__ = ["customers", "invoices", "subscriptions"]
