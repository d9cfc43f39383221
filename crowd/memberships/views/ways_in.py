"""The link and the mail domains: opened and closed by who manages, used by colleagues."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.accounts.queries import person_for
from crowd.core import viewer
from crowd.core.errors import Conflict, Invalid
from crowd.core.limits import limiter
from crowd.core.web import door, flash
from crowd.memberships.actions import seats, ways_in
from crowd.memberships.forms import DomainForm, LinkForm
from crowd.memberships.models import MailDomain
from crowd.memberships.queries import groups, invitations
from crowd.memberships.views.blueprint import bp
from crowd.memberships.views.group import posted

GROUP = "/groep/<id:membership_id>"


@bp.post(f"{GROUP}/link")
@door("account")
def open_link(membership_id: int) -> ResponseReturnValue:
    membership = groups.managed(viewer.current().id, membership_id, lock=True)
    form = LinkForm(request.form, prefix="link")
    form.offer(groups.locations_of(membership_id))

    def open_() -> str:
        ways_in.open_link(membership, form.school_id.data)
        return _("De link werkt. Deel hem met je collega's.")

    return posted(membership_id, "link_form", form, open_, "link")


@bp.post(f"{GROUP}/link/sluiten")
@door("account")
def close_link(membership_id: int) -> ResponseReturnValue:
    ways_in.close_link(groups.managed(viewer.current().id, membership_id, lock=True))
    flash(_("De link werkt niet meer. Wie al een plek nam, houdt die."))
    return redirect(f"/groep/{membership_id}#link", 303)


@bp.post(f"{GROUP}/domein")
@door("account")
@limiter.limit("20 per hour")
def add_domain(membership_id: int) -> ResponseReturnValue:
    who = viewer.current()
    membership = groups.managed(who.id, membership_id, lock=True)
    form = DomainForm(request.form, prefix="domein")
    form.offer(groups.locations_of(membership_id))

    def add() -> str:
        address = form.address.data
        added = ways_in.add_domain(membership, form.school_id.data, address, person_for(who.id))
        if added.verified_at:
            return _works(added)
        return _("We stuurden een mail naar %(email)s. Open de link.", email=address)

    return posted(membership_id, "domain_form", form, add, "domein")


def _works(domain: MailDomain) -> str:
    return _("Wie een adres bij %(domain)s heeft, kan nu een plek nemen.", domain=domain.domain)


@bp.post(f"{GROUP}/domein/<id:domain_id>/weg")
@door("account")
def remove_domain(membership_id: int, domain_id: int) -> ResponseReturnValue:
    membership = groups.managed(viewer.current().id, membership_id, lock=True)
    ways_in.remove_domain(membership, domain_id)
    flash(_("Weggehaald. Wie al een plek nam, houdt die."))
    return redirect(f"/groep/{membership_id}#domein", 303)


@bp.get("/groep/domein")
@door("public")
def confirm_domain() -> ResponseReturnValue:
    """Only a button: mail scanners open every link."""
    token = request.args.get("t")
    domain = invitations.domain_of_link(token)
    if domain is None:
        return render_template("memberships/old_link.html"), 410
    return render_template("memberships/domain.html", domain=domain, token=token)


@bp.post("/groep/domein")
@door("public")
def domain_confirmed() -> ResponseReturnValue:
    domain = ways_in.verify_domain(request.form.get("t"))
    if domain is None:
        return render_template("memberships/old_link.html"), 410
    flash(_works(domain))
    return redirect("/", 303)


@bp.get("/meedoen/<token>")
@door("public")
def join_by_link(token: str) -> ResponseReturnValue:
    offer = invitations.link(token)
    if offer is None:
        return render_template("memberships/old_link.html"), 410
    return _offer_page(offer, f"/meedoen/{token}")


@bp.post("/meedoen/<token>")
@door("account")
def joined_by_link(token: str) -> ResponseReturnValue:
    offer = invitations.link(token)
    if offer is None:
        return render_template("memberships/old_link.html"), 410
    return _take(offer, f"/meedoen/{token}")


@bp.post("/plek/domein/<id:domain_id>")
@door("account")
def joined_by_domain(domain_id: int) -> ResponseReturnValue:
    person = person_for(viewer.current().id)
    for offer in invitations.offers_for(person):
        if offer.domain and offer.domain.id == domain_id:
            return _take(offer, "/ik/school")
    raise Conflict(_("Deze plek is er niet meer voor je. Vraag het je school."))


def _take(offer: invitations.Offer, path: str) -> ResponseReturnValue:
    person = person_for(viewer.current().id)
    try:
        seats.take(offer.membership.id, offer.school.id, person)
    except (Invalid, Conflict) as refused:
        return _offer_page(offer, path, str(refused.message)), 409
    flash(_("Welkom. Je hebt een plek via %(school)s.", school=offer.school.name))
    return redirect("/ik/school", 303)


def _offer_page(offer: invitations.Offer, path: str, refused: str = "") -> str:
    who = viewer.current()
    return render_template(
        "memberships/offer.html",
        offer=offer,
        path=path,
        refused=refused,
        person=person_for(who.id) if who.id else None,
        own=invitations.own_membership(who.id) if who.id else None,
    )
