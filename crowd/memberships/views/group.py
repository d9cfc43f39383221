"""The page of who manages a school's seats: how many, who, and inviting."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from crowd.core import i18n, viewer
from crowd.core.errors import Conflict, Invalid
from crowd.core.forms import Form, clean_line
from crowd.core.limits import limiter
from crowd.core.web import door, flash
from crowd.memberships import rules
from crowd.memberships.actions import inviting
from crowd.memberships.forms import (
    DomainForm,
    InviteForm,
    LinkForm,
    LocationForm,
    ManagerForm,
    ReassignForm,
)
from crowd.memberships.queries import groups, seats
from crowd.memberships.views.blueprint import bp


@bp.get("/groep")
@door("account")
def my_groups() -> ResponseReturnValue:
    """The only one at once; else a list."""
    found = groups.managed_by(viewer.current().id or 0)
    if len(found) == 1:
        return redirect(f"/groep/{found[0].id}")
    return render_template(
        "memberships/groups.html",
        groups=found,
        names={each.id: groups.name_of(each) for each in found},
    )


@bp.get("/groep/<id:membership_id>")
@door("account")
def group(membership_id: int) -> ResponseReturnValue:
    return group_page(membership_id)


@bp.post("/groep/<id:membership_id>/uitnodigen")
@door("account")
@limiter.limit("60 per hour")
def invite(membership_id: int) -> ResponseReturnValue:
    """Answers with the page itself: what happened line by line, and what is still to correct.

    Posting it again changes nothing: an address is invited once.
    """
    membership = groups.managed(viewer.current().id, membership_id, lock=True)
    form = InviteForm(request.form)
    form.offer(groups.locations_of(membership_id))
    valid = form.submitted()
    entries = form.entries(request.files.get("file")) if valid else []
    if not valid or form.errors:
        return group_page(membership_id, invite_form=form), 422
    try:
        outcomes = inviting.invite(membership, form.school_id.data, entries, i18n.language())
    except Invalid as refused:
        form.refuse(refused)
        return group_page(membership_id, invite_form=form), 422
    again = InviteForm(
        emails="\n".join(each.entry.raw for each in outcomes if each.to_correct),
        school_id=form.school_id.data,
    )
    return group_page(membership_id, invite_form=again, outcomes=outcomes)


def posted(
    membership_id: int, name: str, form: Form, work: Callable[[], str], part: str, **shown: Any
) -> ResponseReturnValue:
    """One of the forms of the page: do what it asks and say so, else show what is not right."""
    if not form.submitted():
        return group_page(membership_id, **{name: form}, **shown), 422
    try:
        said = work()
    except (Invalid, Conflict) as refused:
        form.refuse(refused)
        return group_page(membership_id, **{name: form}, **shown), 422
    flash(said)
    return redirect(f"/groep/{membership_id}#{part}", 303)


def group_page(membership_id: int, **shown: Any) -> str:
    """The page, with the form that was posted and perhaps is not right."""
    who = viewer.current()
    membership = groups.managed(who.id, membership_id)
    locations = groups.locations_of(membership_id)
    q = str(clean_line(request.args.get("q", "")))[:100]
    page = seats.seats_of(membership_id, q, request.args.get("na"))
    changing = shown.get("reassigning")  # stands there, whatever page it is on
    if changing and changing not in {row.id for row in page.rows}:
        page.rows.insert(0, seats.row_of(changing))
    forms = {
        "invite_form": InviteForm(),
        "link_form": LinkForm(prefix="link"),
        "domain_form": DomainForm(prefix="domein"),
        "manager_form": ManagerForm(prefix="beheer"),
        "location_form": LocationForm(prefix="vestiging"),
        "reassign_form": ReassignForm(),
    }
    forms.update({name: shown.pop(name) for name in list(shown) if name in forms})
    for name in ("invite_form", "link_form", "domain_form"):
        forms[name].offer(locations)
    outcomes = shown.get("outcomes")
    owner = rules.may_pay(who.id, membership.owner_id)
    online = owner and groups.pays_online(membership)
    return render_template(
        "memberships/group.html",
        membership=membership,
        name=groups.name_of(membership),
        totals=seats.totals(membership),
        seats=page,
        q=q,
        former=seats.former_of(membership_id, request.args.get("eerder")),
        locations=locations,
        link=groups.link_of(membership_id),
        domains=groups.domains_of(membership_id),
        managers=groups.managers_of(membership_id),
        asked=groups.asked_to_manage(membership_id),
        unpaid=membership.collection == "auto" and not membership.status,
        owner=owner,
        online=online,
        to_pay=groups.to_pay(membership) if online else [],
        counts=inviting.count(outcomes) if outcomes else {},
        **forms,
        **shown,
    )
