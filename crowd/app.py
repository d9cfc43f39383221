"""The application, put together: every table of what each room brings, in one place."""

import sys
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from flask.cli import FlaskGroup

import config
from crowd.accounts import jobs as account_jobs
from crowd.accounts import sessions
from crowd.accounts.cli import person as person_commands
from crowd.accounts.views import bp as accounts
from crowd.admin import bp as admin
from crowd.billing import fake as embedded_stripe
from crowd.billing import health as billing_health
from crowd.billing import jobs as billing_jobs
from crowd.billing.cli import billing as billing_commands
from crowd.billing.documents import health as document_health
from crowd.billing.documents import jobs as document_jobs
from crowd.billing.documents import reminders
from crowd.billing.documents.views import bp as documents
from crowd.billing.fake.views import bp as embedded_stripe_pages
from crowd.billing.models import Invoice
from crowd.billing.views import bp as billing
from crowd.core import assets, cli, compress, errors, health, i18n, jobs, mail, warming, web
from crowd.core import db as database
from crowd.core.limits import limiter
from crowd.core.viewer import VISITOR, Viewer
from crowd.demo import accounts as demo_accounts
from crowd.demo import cli as demo_cli
from crowd.demo.styles import bp as styles
from crowd.demo.views import bp as demo_pages
from crowd.drafts import jobs as draft_jobs
from crowd.drafts.actions import keep_text
from crowd.drafts.queries import entries as unfinished
from crowd.drafts.views import bp as drafts
from crowd.files import jobs as file_jobs
from crowd.files import storage
from crowd.files.views import bp as files
from crowd.memberships import jobs as membership_jobs
from crowd.memberships.cli import membership as membership_commands
from crowd.memberships.queries.viewers import viewer_of
from crowd.memberships.views import bp as memberships
from crowd.memberships.views.own import explain as explain_membership
from crowd.notifications.views import bp as notifications
from crowd.pages import bp as pages
from crowd.pages.health import bp as health_pages
from crowd.people.views import bp as people
from crowd.questions import jobs as question_jobs
from crowd.questions.actions import rendering
from crowd.questions.search import SOURCE as QUESTION_SOURCE
from crowd.questions.subject import QuestionSubject, SearchSubject
from crowd.questions.views import bp as questions
from crowd.schools.cli import schools as school_commands
from crowd.search import actions as search_actions
from crowd.search import cli as search_cli
from crowd.search import jobs as search_jobs
from crowd.search import queries as search_queries

BLUEPRINTS: tuple[Any, ...] = (
    accounts,
    billing,
    memberships,
    people,
    files,
    documents,
    admin,
    drafts,
    questions,
    pages,
    demo_pages,
    styles,
    health_pages,
    notifications,
)

JOBS: dict[str, jobs.Handler] = {
    "accounts.purge": account_jobs.purge,
    "billing.drop_second": billing_jobs.drop_second,
    "billing.dun": reminders.remind,
    "billing.event": billing_jobs.event,
    "billing.hourly": billing_jobs.hourly,
    "billing.issue": document_jobs.issue,
    "billing.nightly": billing_jobs.nightly,
    "billing.place": billing_jobs.place,
    "billing.refund_rest": billing_jobs.refund_rest,
    "billing.remind": billing_jobs.remind,
    "billing.renewals": billing_jobs.renewals,
    "billing.sync": billing_jobs.sync_one,
    "billing.withdraw": billing_jobs.withdraw,
    "drafts.purge": draft_jobs.purge,
    "files.purge": file_jobs.purge,
    "jobs.purge": jobs.purge,
    "mail.purge": mail.purge,
    "mail.send": mail.send,
    "memberships.purge": membership_jobs.purge,
    "questions.ask_outcomes": question_jobs.ask_outcomes,
    "questions.purge": question_jobs.purge,
    "questions.relate": question_jobs.relate,
    "questions.relate_all": question_jobs.relate_all,
    "questions.remind_trial": question_jobs.remind_trial,
    "questions.tell_searchers": question_jobs.tell_searchers,
    "questions.render": rendering.render_anew,
    "search.check": search_jobs.check,
    "search.index": search_jobs.index,
}

# when, in UTC, as Huey's crontab has it
CALENDAR: dict[str, dict[str, str]] = {
    "accounts.purge": {"hour": "2", "minute": "0"},
    "billing.dun": {"hour": "7", "minute": "30"},
    "billing.hourly": {"minute": "23"},
    "billing.issue": {"minute": "*/5"},
    "billing.nightly": {"hour": "3", "minute": "40"},
    "billing.renewals": {"hour": "6", "minute": "50"},
    "drafts.purge": {"hour": "2", "minute": "10"},
    "files.purge": {"hour": "2", "minute": "15"},
    "jobs.purge": {"hour": "2", "minute": "20"},
    "mail.purge": {"hour": "2", "minute": "22"},
    "questions.purge": {"hour": "2", "minute": "25"},
    "memberships.purge": {"hour": "2", "minute": "27"},
    "questions.relate_all": {"hour": "3", "minute": "10"},
    "questions.ask_outcomes": {"hour": "6", "minute": "30"},
    "search.check": {"minute": "*/5"},
}

COMMANDS: tuple[Any, ...] = (
    *cli.COMMANDS,
    search_cli.reindex,
    search_cli.search,
    demo_cli.demo,
    person_commands,
    membership_commands,
    school_commands,
    billing_commands,
)

# what `crowd doctor` and /readyz look at, besides what core knows
CHECKS: dict[str, health.Check] = {
    "documents": document_health.check,
    "index": search_queries.check,
    "payments": billing_health.check,
}

# what server and worker keep ready beside their work
WARMING: tuple[Callable[[], None], ...] = (search_queries.warm,)

# what is told, in the same transaction, when an invoice is first seen final, and paid
ON_INVOICE: tuple[Callable[[Invoice], None], ...] = (document_jobs.issue_soon,)
ON_PAID: tuple[Callable[[Invoice], None], ...] = (document_jobs.issue_soon,)

# what `crowd init` does after the tables are there; each may run again
PREPARE: tuple[Callable[[], Any], ...] = (search_actions.repair, rendering.render_later)


def load_viewer() -> Viewer:
    """Who is looking, from the session and the memberships (two queries)."""
    person = sessions.current_person()
    if person is None:
        return VISITOR
    return viewer_of(person)


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The application; `settings` replaces what the environment says (tests)."""
    app = Flask(
        "crowd",
        root_path=str(config.ROOT / "crowd"),
        template_folder=str(web.TEMPLATES),
        static_folder=None,
    )
    app.config.update(config.load() if settings is None else settings)

    database.init_app(app)
    i18n.init_app(app)
    errors.init_app(app)
    sessions.init_app(app)
    jobs.init_app(app, JOBS, CALENDAR)
    health.init_app(app, CHECKS)
    warming.init_app(app, WARMING)
    storage.init_app(app)
    app.extensions["prepare"] = PREPARE
    app.extensions["checklists"] = {"stripe": billing_health.checklist}
    app.extensions["on_invoice"] = ON_INVOICE
    app.extensions["on_paid"] = ON_PAID
    app.extensions["keep_text"] = keep_text
    app.extensions["explain_membership"] = explain_membership
    app.extensions["unfinished"] = unfinished
    app.extensions["demo_accounts"] = (demo_accounts.ACCOUNTS, demo_accounts.PASSWORD)
    app.extensions["search_sources"] = {"question": QUESTION_SOURCE}
    app.extensions["subjects"] = {
        "question": QuestionSubject(),
        "search": SearchSubject(),
    }
    compress.init_app(app)  # the last to touch an answer
    web.init_app(app, load_viewer)
    assets.init_app(app)
    limiter.init_app(app)  # counts by person: after who is looking is known
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if app.config["STRIPE_FAKE"]:
        embedded_stripe.init_app(app)
        app.register_blueprint(embedded_stripe_pages)
    for command in COMMANDS:
        app.cli.add_command(command)
    return app


def _created() -> Flask:
    """Ends the program on a wrong setting, before `--help` makes a traceback of it."""
    try:
        return create_app()
    except config.SettingsError as error:
        print(f"A setting is not right: {error}", file=sys.stderr)
        sys.exit(2)


# the command `crowd`
main = FlaskGroup(create_app=_created, help="The Crowd: teachers learn from each other.")
