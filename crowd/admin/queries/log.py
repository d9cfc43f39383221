"""What was mailed, and what happened with money and access."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from crowd.accounts.models import Person
from crowd.admin import words
from crowd.admin.queries.payers import SIZE, about, payer
from crowd.billing.models import BillingAudit, Membership
from crowd.core.db import db
from crowd.core.mail import LoggedMail
from crowd.core.paging import Page, page


def mails(to: str, after: str | None) -> Page[LoggedMail]:
    found = select(LoggedMail)
    if to:
        found = found.where(about(to, LoggedMail.to, LoggedMail.subject))
    return page(
        found,
        key_columns=(LoggedMail.queued_at.desc(), LoggedMail.id.desc()),
        after=after,
        size=SIZE,
    )


@dataclass(frozen=True)
class Happened:
    line: BillingAudit
    actor: str
    payer: str

    @property
    def what(self) -> str:
        return words.what(self.line)

    @property
    def detail(self) -> str:
        return words.detail(self.line)


def audit(after: str | None, membership_id: int | None = None) -> Page[Happened]:
    """What happened with money and access, the latest first."""
    found = select(BillingAudit)
    if membership_id:
        found = found.where(BillingAudit.membership_id == membership_id)
    lines = page(found, key_columns=(BillingAudit.id.desc(),), after=after, size=SIZE)
    owner = aliased(Person)
    beside = {
        id_: (actor or "", payer(membership, paying))
        for id_, actor, membership, paying in db.session.execute(
            select(BillingAudit.id, Person.name, Membership, owner)
            .join(Membership, Membership.id == BillingAudit.membership_id)
            .outerjoin(Person, Person.id == BillingAudit.actor_id)
            .outerjoin(owner, owner.id == Membership.owner_id)
            .where(BillingAudit.id.in_([line.id for line in lines.rows]))
        )
    }
    return Page([Happened(line, *beside[line.id]) for line in lines.rows], lines.next)
