"""Keeping a search, to be told when something new answers to it."""

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crowd.core import viewer as viewers
from crowd.core.errors import Invalid
from crowd.core.web import door, flash, safe_next
from crowd.pages.blueprint import bp
from crowd.pages.looking import look
from crowd.questions.actions import searches
from crowd.questions.queries.searches import own_search
from crowd.questions.searching import Asked
from crowd.search.wording import nothing_to_find


@bp.post("/zoeken/bewaren")
@door("member")
def save_search() -> ResponseReturnValue:
    viewer = viewers.current()
    asked = Asked.of(request.form)
    if not asked or (asked.text and nothing_to_find(asked.text, viewer.lang or "nl")):
        raise Invalid(_("Typ een woord of kies een filter. Dan kun je het bewaren."), "q")
    search = searches.save(viewer, asked, look(viewer, asked).strictly)
    flash(
        _("Bewaard. Je krijgt bericht als er een vraag bij komt."),
        undo=f"/zoeken/{search.id}/niet-bewaren",
    )
    return redirect(asked.address(), 303)


@bp.post("/zoeken/<id:id_>/niet-bewaren")
@door("account")
def forget_search(id_: int) -> ResponseReturnValue:
    search = own_search(viewers.current(), id_)
    asked = Asked.saved(search)
    searches.forget(search)
    flash(_("Je krijgt geen bericht meer over deze zoekopdracht."))
    return redirect(safe_next(request.form.get("next"), asked.address()), 303)
