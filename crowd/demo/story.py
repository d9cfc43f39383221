"""One demo question and everything around it, done again through the actions of a request."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import update

from crowd.core.db import db
from crowd.core.jobs import enqueue
from crowd.core.viewer import Viewer
from crowd.demo import content
from crowd.demo.moments import moment
from crowd.questions.actions import asking, closing, comments, experiences, joining
from crowd.questions.models import Experience, Helpful, Join, Outcome, Question, Trial


@dataclass(frozen=True)
class Happening:
    """Something that somebody did, and when."""

    at: datetime
    do: Callable[[datetime], None]


class Story:
    """One question and everything around it."""

    def __init__(
        self,
        text: content.QuestionText,
        row: content.QuestionRow,
        viewers: dict[str, Viewer],
        started: datetime,
    ) -> None:
        self.text, self.row, self.viewers, self.started = text, row, viewers, started
        self.question: Question
        self.experiences: dict[int, Experience] = {}

    def happenings(self) -> list[Happening]:
        """In their order, each later than the one before."""
        steps = sorted(enumerate(self._steps()), key=lambda step: (-step[1][0], step[0]))
        found: list[Happening] = []
        for number, (days_ago, do) in steps:
            at = moment(self.started, days_ago, f"{self.text['id']}-{number}")
            if found:
                at = max(at, found[-1].at + timedelta(minutes=2))
            found.append(Happening(at, do))
        return found

    def _steps(self) -> Iterator[tuple[float, Callable[[datetime], None]]]:
        """(days ago, what was done); on the same moment the first goes first."""
        row = self.row
        yield row["days_ago"], self._ask
        for join in row["joins"]:
            yield join["days_ago"], partial(self._join, join)
        for number, answer in enumerate(row["answers"]):
            yield answer["days_ago"], partial(self._share, number, answer)
        for comment in row["comments"]:
            yield comment["days_ago"], partial(self._comment, comment)
        for mark in row["helpful"]:
            yield mark["days_ago"], partial(self._helpful, mark)
        for trial in row["trying"]:
            yield trial["days_ago"], partial(self._try, trial)
            if trial["tried"]:
                yield trial["tried"]["days_ago"], partial(self._tried, trial)
        if row["closing"]:
            yield row["closing"]["days_ago"], partial(self._close, row["closing"])

    def _ask(self, at: datetime) -> None:
        self.question = asking.ask(
            self.viewers[self.row["asker"]],
            asking.Asking(
                title=self.text["title"],
                body=self.text["body"],
                sector=self.text["sector"],
                level=self.row["level"],
                subject=self.row["subject"],
                themes=self.text["themes"],
                anonymous=self.row["anonymous"],
            ),
        )
        self.question.created_at = at
        if self.row["example"]:
            self.question.example_at = at

    def _join(self, join: content.JoinRow, at: datetime) -> None:
        person = self.viewers[join["person"]]
        joining.join(person, self.question, join["note"] or "")
        db.session.get_one(Join, (self.question.id, person.id)).created_at = at

    def _share(self, number: int, answer: content.AnswerRow, at: datetime) -> None:
        told = self.text["answers"][number]
        experience = experiences.share_experience(
            self.viewers[answer["author"]],
            self.question,
            experiences.Sharing(did=told["body"], years=told["years_experience"]),
        )
        experience.created_at = at
        self.experiences[number] = experience

    def _comment(self, comment: content.CommentRow, at: datetime) -> None:
        on = self.experiences[comment["on"]] if comment["on"] is not None else None
        viewer = self.viewers[comment["person"]]
        comments.comment(viewer, self.question, comment["body"], on).created_at = at

    def _helpful(self, mark: content.HelpfulRow, at: datetime) -> None:
        viewer, experience = self.viewers[mark["person"]], self.experiences[mark["answer"]]
        experiences.mark_helpful(viewer, self.question, experience)
        db.session.get_one(Helpful, (experience.id, viewer.id)).created_at = at

    def _try(self, trial: content.TryingRow, at: datetime) -> None:
        """Not by the action: its reminder would count from now."""
        viewer, experience = self.viewers[trial["person"]], self.experiences[trial["answer"]]
        db.session.add(Trial(experience_id=experience.id, person_id=viewer.id, created_at=at))
        if not trial["tried"]:
            enqueue(
                "questions.remind_trial",
                {
                    "experience_id": experience.id,
                    "person_id": viewer.id,
                    "started": at.isoformat(),
                },
                run_at=max(experiences.reminder_at(at), self.started),
            )

    def _tried(self, trial: content.TryingRow, at: datetime) -> None:
        viewer, experience = self.viewers[trial["person"]], self.experiences[trial["answer"]]
        how = trial["tried"]["how"] if trial["tried"] else ""
        experiences.tell_trial(viewer, self.question, experience, how)
        db.session.get_one(Trial, (experience.id, viewer.id)).tried_at = at

    def _close(self, row: content.ClosingRow, at: datetime) -> None:
        outcome = row["outcome"]
        told = closing.Yield()
        if outcome:
            told = closing.Yield(
                tried=outcome["tried"],
                result=outcome["result"],
                changed_practice=outcome["different"],
                cycles=outcome["values"],
            )
        made = closing.close(self.viewers[self.row["asker"]], self.question, told)
        made.closed_at = at
        db.session.execute(
            update(Outcome).where(Outcome.closing_id == made.id).values(created_at=at)
        )
