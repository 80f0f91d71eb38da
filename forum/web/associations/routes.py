"""Show the tree of associations, let people join, ask, leave; show members and requests; say who will read."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum.associations import operations, queries
from forum.associations.policy import can_see_people
from forum.associations.queries import AssociationRow, TreeRow
from forum.errors import N_, Forbidden, ForumError, NotFound
from forum.web import http
from forum.web.associations.forms import AskForm
from forum.web.associations.limits import limit_requests
from forum.web.associations.nav import LINES_SHOWN, nav
from forum.web.identity import actor, locale, sign_in_required
from forum.web.templating import readers_words

room = Blueprint("associations", __name__)

# What fits a key of either database; a greater number in an address is no page.
KEY = "int(max=2147483647)"


@dataclass(frozen=True, slots=True)
class Branch:
    """An association in the tree with what hangs under it."""

    association: AssociationRow
    children: list[Branch]


@room.record_once
def _give_nav(state: BlueprintSetupState) -> None:
    state.app.extensions["forum_nav"] = nav


@room.get("/categories")
def categories() -> str:
    """Show the whole tree of places and subject associations; no counts, which could tell of hidden topics."""
    rows = queries.list_tree(locale())
    return render_template("associations/categories.html", branches=_branches(rows), opened=len(rows) <= LINES_SHOWN)


@room.post(f"/c/<{KEY}:association_id>/join")
@sign_in_required
def join(association_id: int) -> Response:
    """Join an open association at once."""
    operations.join(actor=actor(), association_id=association_id)
    association = queries.get_association(association_id)
    http.note(gettext("Вы вступили: %(name)s.", name=association.name(locale())))
    return _to_page(association)


@room.post(f"/c/<{KEY}:association_id>/leave")
@sign_in_required
def leave(association_id: int) -> Response:
    """Leave an association, or take a request back."""
    was = operations.leave(actor=actor(), association_id=association_id)
    association = queries.get_association(association_id)
    if was == "asked":
        http.note(gettext("Просьба отозвана."))
    elif was:
        http.note(gettext("Вы вышли из объединения: %(name)s.", name=association.name(locale())))
    return _to_page(association)


@room.get(f"/c/<{KEY}:association_id>/ask")
@sign_in_required
def ask(association_id: int) -> str | Response:
    """Show the form of a request, or the page itself where there is nothing to ask."""
    association = queries.get_association(association_id)
    if association.joining == "open" or association_id in actor().memberships:
        return _to_page(association)
    return render_template("associations/ask.html", form=AskForm(formdata=None), association=association)


@room.post(f"/c/<{KEY}:association_id>/ask")
@sign_in_required
@limit_requests
def send_request(association_id: int) -> Response | tuple[str, int]:
    """Send the request to the head."""
    association = queries.get_association(association_id)
    form = AskForm()
    if form.validate_on_submit():
        try:
            operations.ask_to_join(actor=actor(), association_id=association_id, reason=form.reason.data or "")
        except ForumError as error:
            http.refused(form, error)
        else:
            http.note(gettext("Просьба отправлена. Руководитель ответит, и вам придёт уведомление."))
            return _to_page(association)
    return render_template("associations/ask.html", form=form, association=association), http.status_of(form)


@room.get(f"/c/<{KEY}:association_id>/people")
@sign_in_required
def people(association_id: int) -> str:
    """Show the members to those inside the circle, and the requests to those who decide."""
    head = queries.get_head(actor(), association_id)
    if not can_see_people(actor(), association_id):
        raise Forbidden(N_("Кто состоит в объединении, видят только его участники."))
    after = _after()
    members = queries.list_members(actor(), association_id, after=after)
    return render_template(
        "associations/people.html",
        head=head,
        members=members,
        requests=queries.list_requests(actor(), association_id) if after is None else [],
        more=members[-1] if len(members) == queries.PEOPLE_SHOWN else None,
        is_first=after is None,
    )


@room.post(f"/c/<{KEY}:association_id>/people/<{KEY}:person_id>/accept")
@sign_in_required
def accept(association_id: int, person_id: int) -> Response:
    """Let someone in who asked."""
    operations.accept(actor=actor(), association_id=association_id, person_id=person_id)
    http.note(gettext("Принято. Новый участник узнает об этом из уведомления."))
    return redirect(url_for("associations.people", association_id=association_id), 303)


@room.post(f"/c/<{KEY}:association_id>/people/<{KEY}:person_id>/decline")
@sign_in_required
def decline(association_id: int, person_id: int) -> Response:
    """Decline someone who asked."""
    operations.decline(actor=actor(), association_id=association_id, person_id=person_id)
    http.note(gettext("Отклонено."))
    return redirect(url_for("associations.people", association_id=association_id), 303)


@room.get("/audience")
@sign_in_required
def audience() -> str:
    """Say in one line who will read what is published in an association to an audience; a piece of a page."""
    association, value = request.args.get("association", ""), request.args.get("audience", "")
    if not (association.isascii() and association.isdigit() and len(association) < 10):
        raise NotFound
    for option in queries.list_audiences(actor(), int(association), locale()):
        if option.value == value:
            return readers_words(option)
    raise NotFound


def _after() -> tuple[str, int] | None:
    """Read where a page of members begins: after this name and person."""
    name, number = request.args.get("after", ""), request.args.get("id", "")
    if not name:
        return None
    if "\x00" in name or not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotFound
    return name[:150], int(number)


def _branches(rows: list[TreeRow]) -> list[Branch]:
    """Return the tree as its top branches."""
    top: list[Branch] = []
    open_branches: list[Branch] = []
    for row in rows:
        branch = Branch(row.association, [])
        del open_branches[row.depth :]
        (open_branches[-1].children if open_branches else top).append(branch)
        open_branches.append(branch)
    return top


def _to_page(association: AssociationRow) -> Response:
    return redirect(f"/c/{association.slug}/{association.id}", 303)
