"""The themes that a question gets when its asker chooses none."""

from crowd.core.viewer import Viewer
from crowd.questions.queries.lists import by_ids
from crowd.search.queries import similar, themes_for

MAX_THEMES = 3


def suggested_themes(viewer: Viewer, title: str, body: str) -> list[str]:
    """What the text is about; when it says too little, what the question most like it is about."""
    if not (title.strip() or body.strip()):
        return []
    if found := themes_for(title, body, limit=MAX_THEMES):
        return found
    nearest = by_ids(viewer, [match.id for match in similar(title, body, viewer, limit=1)])
    return nearest[0].theme_ids if nearest else []
