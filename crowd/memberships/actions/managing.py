"""Who manages a school's seats beside who pays, and which schools they are for."""

from flask_babel import gettext as _
from sqlalchemy import delete, or_, select

from crowd.accounts.models import Person
from crowd.billing.models import Membership
from crowd.core.clock import now
from crowd.core.db import db, insert
from crowd.core.errors import Conflict, Invalid
from crowd.core.mail import send_later
from crowd.memberships import emails, links, rules
from crowd.memberships.models import ManagerInvitation, Seat, SeatLocation, SeatManager
from crowd.memberships.queries.groups import locations_of
from crowd.memberships.queries.invitations import managed_by_link
from crowd.schools.actions import BRIN, new_school
from crowd.schools.models import School
from crowd.schools.queries import school_by_brin

MOST_LOCATIONS = 100


def ask_manager(membership: Membership, school: str, email: str, lang: str) -> None:
    """Mail somebody a link to help managing; they say yes with the account of that address."""
    account = db.session.scalar(select(Person).where(Person.email == email))
    if account and account.id == membership.owner_id:
        raise Invalid(_("Je beheert deze plekken al."), "email")
    if account and db.session.get(SeatManager, (membership.id, account.id)):
        raise Invalid(_("Deze collega beheert de plekken al."), "email")
    if asked := db.session.get(ManagerInvitation, (membership.id, email)):
        if not rules.may_mail_again(asked.mailings, asked.mailed_at, now()):
            raise Invalid(
                _("Je vroeg het deze collega al. Een dag later kan het weer, 3 keer in totaal."),
                "email",
            )
        asked.mailings, asked.mailed_at = asked.mailings + 1, now()
    else:
        db.session.add(ManagerInvitation(membership_id=membership.id, email=email))
    mail = emails.manage(
        membership.id,
        email,
        account.name if account else "",
        school,
        account.lang if account else lang,
    )
    send_later(mail)


def become_manager(token: str | None, person: Person) -> Membership | None:
    """Say yes; None when the link is of no use. The link proves the address it was mailed to."""
    membership = managed_by_link(token)
    if membership is None:
        return None
    if person.email != links.read("manage", token)["email"]:
        raise Conflict(_("Deze vraag is voor een ander adres. Log in met het account daarvan."))
    person.email_confirmed_at = person.email_confirmed_at or now()
    db.session.execute(
        insert(SeatManager)
        .values(membership_id=membership.id, person_id=person.id)
        .on_conflict_do_nothing()
    )
    no_longer_ask(membership, person.email)
    return membership


def no_longer_ask(membership: Membership, email: str) -> None:
    """The link that was mailed is of no use any more."""
    db.session.execute(
        delete(ManagerInvitation).where(
            ManagerInvitation.membership_id == membership.id, ManagerInvitation.email == email
        )
    )


def remove_manager(membership: Membership, person_id: int) -> None:
    db.session.execute(
        delete(SeatManager).where(
            SeatManager.membership_id == membership.id, SeatManager.person_id == person_id
        )
    )


def add_location(membership: Membership, name: str) -> None:
    """Seats may be for this school too; it is named, or known by its BRIN."""
    if len(locations_of(membership.id)) >= MOST_LOCATIONS:
        raise Invalid(_("Meer dan %(n)s vestigingen kan niet.", n=MOST_LOCATIONS), "name")
    brin = name.upper() if BRIN.match(name.upper()) else ""
    if brin and school_by_brin(brin) is None:
        raise Invalid(_("Deze BRIN-code kennen we niet. Vul de naam van de school in."), "name")
    school = school_for(membership.owner_id or 0, "" if brin else name, brin)
    db.session.execute(
        insert(SeatLocation)
        .values(membership_id=membership.id, school_id=school.id)
        .on_conflict_do_nothing()
    )


def school_for(owner_id: int, name: str, brin: str = "", **told: str) -> School:
    """The school that seats are for: the one with this BRIN, unless it holds seats that somebody
    else pays. Then a school of its own: naming a BRIN lets nobody in at another's school."""
    known = school_by_brin(brin) if brin else None
    if known and not _of_others(known.id, owner_id):
        return known
    return new_school(name or (known.name if known else ""), brin=None if known else brin, **told)


def _of_others(school_id: int, owner_id: int) -> bool:
    added = select(SeatLocation.membership_id).where(SeatLocation.school_id == school_id)
    payers = db.session.scalars(
        select(Membership.owner_id).where(
            or_(Membership.school_id == school_id, Membership.id.in_(added))
        )
    ).all()
    return any(payer != owner_id for payer in payers)


def remove_location(membership: Membership, school_id: int) -> None:
    """Only a school where nobody has a seat, and never the one that ordered."""
    if school_id == membership.school_id:
        raise Conflict(_("De school die bestelde blijft staan."))
    if db.session.scalar(
        select(Seat.id)
        .where(
            Seat.membership_id == membership.id,
            Seat.school_id == school_id,
            Seat.released_at.is_(None),
        )
        .limit(1)
    ):
        raise Conflict(_("Op deze vestiging zijn nog plekken in gebruik. Maak die eerst vrij."))
    db.session.execute(
        delete(SeatLocation).where(
            SeatLocation.membership_id == membership.id, SeatLocation.school_id == school_id
        )
    )
