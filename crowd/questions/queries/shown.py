"""What a question's page shows, made ready for one reader by `page.py`."""

from dataclasses import dataclass, field
from datetime import datetime

from crowd.people.queries import Card
from crowd.questions.models import Closing, Comment, Experience, Offer, Outcome, Question, Trial
from crowd.questions.queries.reading import News, Own


@dataclass(frozen=True)
class JoinerView:
    card: Card
    note: str
    mine: bool


@dataclass(frozen=True)
class CommentView:
    comment: Comment
    card: Card
    new: bool  # since the reader's last visit
    can_edit: bool
    can_restore: bool


@dataclass(frozen=True)
class ExperienceView:
    experience: Experience
    card: Card
    new: bool
    comments: list[CommentView]
    helped_asker: bool
    helpful_mine: bool
    trial: Trial | None
    trials_told: list[tuple[Card, Trial]]
    can_edit: bool
    can_restore: bool
    can_find_helpful: bool
    can_mark: bool


@dataclass(frozen=True)
class OfferView:
    offer: Offer
    card: Card


@dataclass(frozen=True)
class OutcomeView:
    outcome: Outcome
    card: Card
    new: bool
    can_edit: bool


@dataclass(frozen=True)
class QuestionPage:
    question: Question
    author: Card
    is_asker: bool
    joiners: list[JoinerView]
    joined: bool
    own: Own
    until: datetime  # when the newest of what stands here was written
    experiences: list[ExperienceView]
    comments: list[CommentView]
    offers: list[OfferView]
    closing: Closing | None
    harvest: OutcomeView | None
    joiner_outcomes: list[OutcomeView]
    earlier: list[tuple[Closing, OutcomeView | None]] = field(default_factory=list)
    can_join: bool = False
    can_share: bool = False
    can_comment: bool = False
    can_offer: bool = False
    can_close: bool = False
    can_reopen: bool = False
    can_edit: bool = False
    can_remove: bool = False
    and_you: bool = False  # ask this joiner how it went

    @property
    def told(self) -> list[OutcomeView]:
        """The yield, and what joiners added."""
        return [*([self.harvest] if self.harvest else []), *self.joiner_outcomes]

    @property
    def new(self) -> list[str]:
        """The anchors of what is new, from top to bottom."""
        found = ["opbrengst"] if self.closing and any(o.new for o in self.told) else []
        for e in self.experiences:
            found += [f"ervaring-{e.experience.id}"] if e.new else []
            found += [f"reactie-{c.comment.id}" for c in e.comments if c.new]
        return found + [f"reactie-{c.comment.id}" for c in self.comments if c.new]

    @property
    def news(self) -> News:
        comments = [*self.comments, *(c for e in self.experiences for c in e.comments)]
        return News(
            sum(e.new for e in self.experiences),
            sum(c.new for c in comments),
            sum(o.new for o in self.told) if self.closing else 0,
        )
