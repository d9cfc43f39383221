"""What somebody wrote, to take along; it stays theirs, with or without a membership."""

import json

from flask import Response
from flask.typing import ResponseReturnValue

from crowd.core import viewer as viewers
from crowd.core.i18n import iso
from crowd.core.web import door
from crowd.pages.blueprint import bp
from crowd.questions.queries.mine import written_by


@bp.get("/ik/teksten.json")
@door("account")
def written() -> ResponseReturnValue:
    """A file; what others wrote is not in it."""
    viewer = viewers.current()
    body = {"name": viewer.name, **written_by(viewer.id or 0)}
    answer = Response(json.dumps(body, ensure_ascii=False, indent=1, default=iso))
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="the-crowd.json"'
    return answer
