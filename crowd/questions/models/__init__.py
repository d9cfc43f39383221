"""A question and everything that hangs on it."""

from crowd.questions.models import derived
from crowd.questions.models.outcomes import Closing, Outcome
from crowd.questions.models.questions import Join, Question, QuestionTheme, Revision, Subscription
from crowd.questions.models.reactions import Comment, Experience, Helpful, Offer, Trial
from crowd.questions.models.reading import Bookmark, Reading
from crowd.questions.models.related import RelatedQuestion
from crowd.questions.models.requests import ExperienceRequest
from crowd.questions.models.searches import SavedSearch, SearchMatch

__all__ = [
    "Bookmark",
    "Closing",
    "Comment",
    "Experience",
    "ExperienceRequest",
    "Helpful",
    "Join",
    "Offer",
    "Outcome",
    "Question",
    "QuestionTheme",
    "Reading",
    "RelatedQuestion",
    "Revision",
    "SavedSearch",
    "SearchMatch",
    "Subscription",
    "Trial",
    "derived",
]
