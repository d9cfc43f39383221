"""A question's page, and taking the question itself further: follow, edit, remove, history."""

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from crowd.core import viewer as viewers
from crowd.core.errors import Conflict, Invalid, NotFound, wants_partial
from crowd.core.forms import Form
from crowd.core.once import answered, once
from crowd.core.viewer import Viewer
from crowd.core.web import door, flash, login_page
from crowd.drafts.models import Draft
from crowd.drafts.queries import drafts_under
from crowd.questions import labels, rules
from crowd.questions.actions import asking, joining
from crowd.questions.forms.asking import AskForm
from crowd.questions.forms.fields import Drafted
from crowd.questions.forms.reacting import (
    AcceptForm,
    CommentForm,
    JoinForm,
    OfferForm,
    ShareForm,
    WentForm,
    YieldForm,
)
from crowd.questions.models import Question
from crowd.questions.queries.experienced import (
    A_QUESTION,
    asked_for_experience,
    experienced,
)
from crowd.questions.queries.history import changes
from crowd.questions.queries.page import question_page
from crowd.questions.queries.related import related
from crowd.questions.queries.rows import rows
from crowd.questions.queries.visible import (
    listed_for,
    question_for,
    question_to_change,
    question_to_leave,
    question_to_restore,
)
from crowd.questions.views.asking import theme_groups
from crowd.questions.views.blueprint import bp
from crowd.schools.queries import schools

# a refused form is no answer to one piece of a page
WHOLE_PAGE = {"HX-Retarget": "body", "HX-Reswap": "innerHTML"}


@bp.get("/<id:id_>")
@bp.get("/<id:id_>-")  # cut off on its way
@bp.get("/<id:id_>-<slug>")
@door("public")
def page(id_: int, slug: str = "") -> ResponseReturnValue:
    viewer = viewers.current()
    listed = listed_for(viewer, id_)
    if listed is None:
        if viewer.is_visitor:
            return login_page()
        raise NotFound
    if slug != listed.slug:
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        return redirect(listed.url + query, 301)
    if not _readable(listed):
        return render_template("questions/teaser.html", row=rows(viewer, [listed])[0])
    return render_question(listed)


def _readable(question: Question) -> bool:
    viewer = viewers.current()
    return viewer.member or question.example_at is not None or rules.is_asker(viewer, question)


def render_question(question: Question, status: int = 200, **forms: Form) -> ResponseReturnValue:
    """The page; a form that was refused is handed in, and shows what was typed."""
    viewer = viewers.current()
    at = f"/vragen/{question.id}"
    asking_it = rules.can_close(viewer, question)
    drafts = drafts_under(viewer.id, at) if viewer.id is not None else {}
    shown: dict[str, Form] = {
        "join_form": JoinForm(),
        "share_form": _begun(ShareForm, drafts.get(f"{at}/ervaringen")),
        "comment_form": _begun(CommentForm, drafts.get(f"{at}/reacties")),
        "offer_form": _begun(OfferForm, drafts.get(f"{at}/aanbod")),
        "accept_form": AcceptForm(),
        "went_form": WentForm(),
        "yield_form": _begun(
            YieldForm, drafts.get(f"{at}/{'afronden' if asking_it else 'en-bij-jou'}")
        ),
    }
    for name, form in forms.items():
        if isinstance(form, Drafted):
            form.draft_version = getattr(shown[name], "draft_version", 0)
        shown[name] = form
    page = question_page(viewer, question)
    replies = {
        shared.experience.id: _begun(CommentForm, draft)
        for shared in page.experiences
        if (draft := drafts.get(f"{at}/ervaringen/{shared.experience.id}/reacties"))
    }
    html = render_template(
        "questions/page.html",
        page=page,
        row=rows(viewer, [question])[0],
        replies=replies,
        kept_note=kept_note(drafts.get(f"{at}/aanhaken")),
        alike=related(viewer, question) if viewer.member else [],
        **_asking_others(viewer, question),
        labels=labels,
        refused=next(iter(forms), None),
        **shown,
    )
    return (html, status, WHOLE_PAGE) if wants_partial() else (html, status)


def _asking_others(viewer: Viewer, question: Question) -> dict[str, Any]:
    """Who could know this, and who was asked; for the asker alone."""
    if not rules.can_ask_for_experience(viewer, question):
        return {"experienced": [], "asked": []}
    asked = asked_for_experience(question)
    more = experienced(viewer, question) if len(asked) < A_QUESTION else []
    return {"experienced": more, "asked": asked}


def _begun(kind: type[Drafted], draft: Draft | None) -> Drafted:
    """The form, with what one was writing in it."""
    form = kind(MultiDict(draft.fields) if draft else None)
    form.draft_version = draft.version if draft else 0
    return form


def kept_note(draft: Draft | None) -> str:
    """What somebody who could not join yet wrote about how it is at theirs."""
    return str(draft.fields.get("note", "")) if draft else ""


@bp.post("/<id:id_>/volgen")
@door("member")
def follow(id_: int) -> ResponseReturnValue:
    """Follow, or with level "mute" or "" mute and back to normal."""
    question = question_to_change(viewers.current(), id_)
    level = request.form.get("level", "follow")
    if level not in {"follow", "mute", ""}:
        raise Invalid(_("Kies volgen, dempen of gewoon."), "level")
    joining.follow(viewers.current(), question, level)
    flash(
        {
            "follow": _("Je volgt deze vraag. Je krijgt bericht als er iets bij komt."),
            "mute": _("Je krijgt over deze vraag geen berichten meer."),
            "": _("Je volgt deze vraag niet meer."),
        }[level]
    )
    return redirect(question.url, 303)


@bp.get("/<id:id_>/aanpassen")
@door("member")
def edit(id_: int) -> ResponseReturnValue:
    viewer = viewers.current()
    question = question_for(viewer, id_)
    rules.require(rules.can_edit_question(viewer, question))
    form = AskForm(
        schools=schools(viewer.school_ids),
        data={
            "title": question.title,
            "body": question.body,
            "sector": question.sector,
            "level": question.level,
            "subject": question.subject,
            "themes": question.theme_ids,
            "audience": f"school-{question.school_id}" if question.school_id else "members",
            "anonymous": question.anonymous,
            "version": question.version,
        },
    )
    return _edit_page(question, form)


@bp.post("/<id:id_>/aanpassen")
@door("member")
def save(id_: int) -> ResponseReturnValue:
    viewer = viewers.current()
    question = question_to_change(viewer, id_)
    form = AskForm(request.form, schools=schools(viewer.school_ids))
    if url := once(form.key.data):
        return redirect(url, 303)
    if not form.validate():
        return _edit_page(question, form), 422
    try:
        asking.edit_question(viewer, question, form.asking(), version_of(form))
    except (Conflict, Invalid) as error:
        form.refuse(error)
        now = question if isinstance(error, Conflict) else None
        form.version.data = form.version.raw_data = None
        return _edit_page(question, form, now=now), error.status
    answered(form.key.data, question.url)
    flash(_("Je vraag is aangepast."))
    return redirect(question.url, 303)


def version_of(form: Any) -> int:
    """The version that was read when writing began; 0 never fits."""
    return number(form.version.data)


def number(sent: Any) -> int:
    """A number in a hidden field; 0, which is no version and no id, for anything else."""
    text = str(sent or "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _edit_page(question: Question, form: AskForm, now: Question | None = None) -> str:
    return render_template(
        "questions/edit.html", question=question, form=form, themes=theme_groups(), now=now
    )


@bp.post("/<id:id_>/verwijderen")
@door("account")
def remove(id_: int) -> ResponseReturnValue:
    question = question_to_leave(viewers.current(), id_)
    if asking.remove_question(viewers.current(), question):
        flash(_("Je vraag is weg. Terugzetten kan nog een dag."), undo=f"/vragen/{id_}/terugzetten")
        return redirect("/vragen?tab=van-mij", 303)
    flash(_("Je tekst en je naam zijn weg. Wat anderen schreven, blijft staan."))
    return redirect(question.url if question.audience == "members" else "/vragen", 303)


@bp.post("/<id:id_>/terugzetten")
@door("account")
def restore(id_: int) -> ResponseReturnValue:
    question = question_to_restore(viewers.current(), id_)
    asking.restore_question(viewers.current(), question)
    flash(_("Je vraag staat er weer."))
    return redirect(question.url, 303)


@bp.get("/<id:id_>/geschiedenis")
@door("member")
def history(id_: int) -> ResponseReturnValue:
    """What the question, or one experience or comment in it, said before."""
    question = question_for(viewers.current(), id_)
    return render_template("questions/history.html", question=question, changes=changes(question))


@bp.post("/<id:id_>/voorbeeld")
@door("moderator")
def example(id_: int) -> ResponseReturnValue:
    """Show the question to visitors, or no longer."""
    question = question_to_change(viewers.current(), id_)
    asking.show_as_example(viewers.current(), question, bool(request.form.get("show")))
    return redirect(question.url, 303)
