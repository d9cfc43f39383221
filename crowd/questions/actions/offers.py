"""Offering experience: contact details show after both said yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from crowd.core.clock import AMSTERDAM, local, now
from crowd.core.db import db
from crowd.core.errors import Conflict, Forbidden
from crowd.core.viewer import Viewer
from crowd.notifications.actions import retract
from crowd.questions import rules
from crowd.questions.actions.telling import tell
from crowd.questions.models import Offer, Question

WAYS = ("call", "write", "visit", "session")


@dataclass(frozen=True)
class Offering:
    """What the form says."""

    ways: Sequence[str]
    contact: str
    per_month: int = 2
    note: str = ""


def offer_experience(viewer: Viewer, question: Question, offering: Offering) -> Offer:
    """Offer to talk; offering again changes the offer that is still open."""
    if question.closed:
        raise Conflict(_("Deze vraag is intussen afgerond."))
    rules.require(rules.can_offer(viewer, question))
    offer = db.session.scalar(
        select(Offer).where(Offer.question_id == question.id, Offer.person_id == viewer.id)
    )
    if offer is not None and (offer.accepted_at or offer.declined_at):
        raise Conflict(_("Op je aanbod is al geantwoord."))
    if offer is None:
        offer = Offer(question_id=question.id, person_id=viewer.id)
        db.session.add(offer)
    offer.ways = ",".join(way for way in WAYS if way in offering.ways)
    offer.per_month = offering.per_month
    offer.contact = offering.contact
    offer.note = offering.note
    db.session.flush()
    tell(
        question,
        [question.author_id],
        "offered",
        f"aanbod-{offer.id}",
        actor_id=viewer.id,
        key=f"offer:{offer.id}",
    )
    return offer


def accept_offer(viewer: Viewer, question: Question, offer: Offer, contact: str) -> None:
    """The asker says yes and gives a contact as well; the offerer's monthly limit holds."""
    rules.require(rules.is_asker(viewer, question))
    if offer.accepted_at:
        return
    if offer.declined_at:
        raise Conflict(_("Dit aanbod heb je al afgeslagen."))
    if accepted_this_month(offer.person_id) >= offer.per_month:
        raise Conflict(
            _("Deze collega helpt deze maand al genoeg mensen. Probeer het volgende maand weer.")
        )
    offer.accepted_at = now()
    offer.asker_contact = contact
    tell(
        question,
        [offer.person_id],
        "offer-accepted",
        f"aanbod-{offer.id}",
        actor_id=viewer.id,
        key=f"offer-accepted:{offer.id}",
    )


def decline_offer(viewer: Viewer, question: Question, offer: Offer) -> None:
    rules.require(rules.is_asker(viewer, question))
    if offer.declined_at:
        return
    if offer.accepted_at:
        raise Conflict(_("Dit aanbod heb je al aangenomen."))
    offer.declined_at = now()
    offer.contact = ""
    tell(
        question,
        [offer.person_id],
        "offer-declined",
        actor_id=viewer.id,
        key=f"offer-declined:{offer.id}",
    )


def withdraw_offer(viewer: Viewer, offer: Offer) -> None:
    """Take an offer back; what was agreed on is no longer shown either."""
    if viewer.id != offer.person_id:
        raise Forbidden
    if offer.declined_at:  # so that nobody is asked the same again and again
        raise Conflict(_("Op je aanbod is al geantwoord."))
    retract(f"offer:{offer.id}")
    db.session.delete(offer)


def accepted_this_month(person_id: int) -> int:
    today = local(now())
    first = datetime(today.year, today.month, 1, tzinfo=AMSTERDAM)
    counted = select(func.count()).where(Offer.person_id == person_id, Offer.accepted_at >= first)
    return db.session.scalar(counted) or 0
