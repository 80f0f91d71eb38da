"""What letters lead to: the end of letters by one click without signing in, and the digest on the site."""

from __future__ import annotations

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from forum.errors import NotFound
from forum.notifications import tokens
from forum.notifications.operations import open_digest, subscribe_again, unsubscribe, unsubscribe_of_all
from forum.notifications.queries import find_digest, list_mailed, list_new_topics
from forum.notifications.wording import path
from forum.web import http
from forum.web.identity import actor, locale, sign_in_required
from forum.web.notifications.reading import words
from forum.web.notifications.room import room


@room.get("/unsubscribe/<token>")
def ask_to_end(token: str) -> str:
    """Ask whether to end the letters; opening a link changes nothing, for programs open links too."""
    return render_template("notifications/unsubscribe.html", token=token, name=_read(token).name, done="")


@room.post("/unsubscribe/<token>")
@http.csrf.exempt  # type: ignore[untyped-decorator]  # RFC 8058: a mail program sends this; the signed token is the right
def end(token: str) -> str:
    """End the letters of a list, or all, or begin them again; the whole right to it is in the address."""
    whose = _read(token)
    wish = request.form.get("what", "this")
    if wish == "all":
        unsubscribe_of_all(person_id=whose.person_id)
    elif wish == "again":
        subscribe_again(person_id=whose.person_id, name=whose.name)
    else:
        wish = "this"
        unsubscribe(person_id=whose.person_id, name=whose.name)
    return render_template("notifications/unsubscribe.html", token=token, name=whose.name, done=wish)


@room.get("/my/digest/<int:mailing_id>")
def digest(mailing_id: int) -> Response | str:
    """Lead on to what a link of a digest is about, or show the digest with what its reader may see now.

    Whoever is signed in and comes to her own digest has opened it.
    """
    target = http.local_target(request.args.get("to"), "")
    mine = actor().signed_in and open_digest(actor=actor(), mailing_id=mailing_id)
    if target:
        return redirect(target)
    shown: Response | str = _show(mailing_id, mine=mine)
    return shown


@sign_in_required
def _show(mailing_id: int, *, mine: bool) -> str:
    found = find_digest(actor(), mailing_id) if mine else None
    if found is None:
        raise NotFound
    since = found.since or found.created_at
    return render_template(
        "notifications/digest.html",
        digest=found,
        notices=list_mailed(actor(), mailing_id, unread=False),
        topics=list_new_topics(actor(), since=since, until=found.created_at, locale=locale()),
        words=words,
        path=path,
    )


def _read(token: str) -> tokens.Subscription:
    found = tokens.read(token)
    if found is None:
        raise NotFound
    return found
