"""Stripe's own pages for one's card and address."""

from flask import current_app
from flask_babel import gettext as _

from crowd.billing import gateway
from crowd.billing.models import Membership
from crowd.core.db import apart, db
from crowd.core.errors import Conflict
from crowd.core.i18n import language


def url(membership_id: int, back: str = "/ik/lidmaatschap") -> str:
    customer = apart(lambda: db.session.get_one(Membership, membership_id).customer_id)
    if not customer:
        raise Conflict(_("Dit lidmaatschap heeft nog geen betaalgegevens."))
    params = {
        "customer": customer,
        "return_url": f"{current_app.config['BASE_URL']}{back}",
        "locale": language(),
    }
    return str(gateway.call("billing_portal.sessions.create", params=params)["url"])
