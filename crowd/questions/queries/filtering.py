"""The filters of lists and of search: what each asks of a question."""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, false

from crowd.core.clock import local, now
from crowd.questions.models import Closing, Experience, Join, Outcome, Question, QuestionTheme
from crowd.questions.queries.reading import saved_by

STATUSES = ("open", "in-gesprek", "uitproberen", "geoogst", "gestopt")
HAS = ("ervaring", "opbrengst")
SINCE = ("week", "maand", "schooljaar", "jaar")
MINE = ("gevraagd", "aangehaakt", "gedeeld", "bewaard")
NEW_YEAR = 8  # school begins anew in August


@dataclass(frozen=True)
class Filters:
    """One value of each, or nothing. A level is one of its sector."""

    sector: str = ""
    level: str = ""
    theme: str = ""
    subject: str = ""
    status: str = ""
    has: str = ""
    since: str = ""
    mine: str = ""

    def __bool__(self) -> bool:
        return any(astuple(self))


def matching(filters: Filters, me: int | None) -> list[ColumnElement[bool]]:
    """The filters as conditions on Question, for this person."""
    found: list[ColumnElement[bool]] = []
    if filters.sector:
        found.append(Question.sector == filters.sector)
    if filters.level:
        found.append(Question.level == filters.level)
    if filters.theme:
        found.append(about([filters.theme]))
    if filters.subject:
        found.append(Question.subject == filters.subject)
    if filters.status:
        found.append(Question.status == filters.status)
    if filters.has:
        found.append(has(filters.has))
    if filters.since:
        found.append(Question.created_at >= beginning(filters.since))
    if filters.mine:
        found.append(mine(filters.mine, me))
    return found


def about(themes: list[str] | tuple[str, ...]) -> ColumnElement[bool]:
    return exists().where(QuestionTheme.question_id == Question.id, QuestionTheme.theme.in_(themes))


def has(what: str) -> ColumnElement[bool]:
    """An experience, or the yield of the asker or of somebody who joined."""
    if what == "ervaring":
        return exists().where(
            Experience.question_id == Question.id,
            Experience.deleted_at.is_(None),
            Experience.hidden_at.is_(None),
        )
    return exists().where(
        Outcome.question_id == Question.id,
        Outcome.closing_id == Closing.id,
        Outcome.deleted_at.is_(None),
        Outcome.hidden_at.is_(None),
        Closing.reopened_at.is_(None),
    )


def beginning(since: str) -> datetime:
    """When a period that goes on until now began."""
    moment = now()
    if since == "schooljaar":
        here = local(moment)
        year = here.year if here.month >= NEW_YEAR else here.year - 1
        return here.replace(year=year, month=NEW_YEAR, day=1, hour=0, minute=0, second=0)
    return moment - timedelta(days={"week": 7, "maand": 31, "jaar": 365}[since])


def mine(what: str, me: int | None) -> ColumnElement[bool]:
    """What a question is to this person."""
    if me is None:
        return false()
    if what == "gevraagd":
        return Question.author_id == me
    if what == "aangehaakt":
        return exists().where(Join.question_id == Question.id, Join.person_id == me)
    if what == "bewaard":
        return saved_by(me)
    return exists().where(
        Experience.question_id == Question.id,
        Experience.author_id == me,
        Experience.deleted_at.is_(None),
    )
