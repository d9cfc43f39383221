"""`crowd billing`: bring memberships up to date with Stripe, and say what is not right."""

import click
from flask.cli import AppGroup

from crowd.billing import gateway, reconcile
from crowd.billing.actions import sync
from crowd.billing.models import Membership
from crowd.core.db import apart, db

billing = AppGroup("billing", help="Memberships and Stripe.")


@billing.command("sync")
@click.argument("membership_id", type=int, required=False)
def sync_(membership_id: int | None) -> None:
    """One membership, or all: what Stripe has is laid over what is here."""
    try:
        if membership_id is None:
            taken = reconcile.missing()
            report = reconcile.nightly()
            click.echo(f"{taken} events had not come in.")
            click.echo("\n".join(report.lines()))
            return
        if apart(lambda: db.session.get(Membership, membership_id)) is None:
            raise click.ClickException(f"There is no membership {membership_id}.")
        if not sync.now(membership_id):
            raise click.ClickException("Somebody else is at it; try again in a minute.")
    except gateway.Down as down:
        raise click.ClickException(f"Stripe: {down.why}") from down
    click.echo(f"Membership {membership_id} is up to date.")


@billing.command()
def report() -> None:
    """What waits, what was parked, and what Stripe has that is not known here. Changes nothing."""
    try:
        found = reconcile.look()
    except gateway.Down as down:
        raise click.ClickException(f"Stripe: {down.why}") from down
    click.echo("\n".join(found.lines()))
