"""Sign in and out; a text that was on its way when the session ended comes back after it."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum.accounts.operations.sign_ins import sign_in
from forum.errors import ForumError
from forum.web import http
from forum.web.accounts import sessions
from forum.web.accounts.browsers import browser_name
from forum.web.accounts.forms import LoginForm
from forum.web.accounts.limits import limit_guessing
from forum.web.accounts.room import room
from forum.web.carrying import show_carried, unpack_carried
from forum.web.identity import actor, forget_locale


@room.get("/login")
def login() -> str | Response:
    """Show the form, or lead on whoever is signed in already."""
    target = request.args.get("next")
    if actor().signed_in:
        return redirect(http.local_target(target, "/latest"))
    form = LoginForm(formdata=None, next=http.local_target(target, ""))
    return render_template("accounts/login.html", form=form, carries=False)


@room.post("/login")
@limit_guessing
def log_in() -> Response | tuple[str, int]:
    """Sign in, then go on where she was: to a page, or to the text she was sending."""
    form = LoginForm()
    if form.validate_on_submit():
        try:
            opened = sign_in(
                email=form.email.data or "",
                password=form.password.data or "",
                browser=browser_name(request.user_agent.string),
            )
        except ForumError as error:
            http.refused(form, error)
        else:
            sessions.begin(opened, shared=form.shared.data)
            return _lead_on(form)
    carries = unpack_carried(form.carry.data) is not None
    return render_template("accounts/login.html", form=form, carries=carries), http.status_of(form)


@room.post("/logout")
def log_out() -> Response:
    """Sign out of this browser."""
    sessions.end()
    http.note(gettext("Вы вышли."))
    return forget_locale(redirect("/latest", 303))


def login_page(carry: str) -> str:
    """Return the sign-in page for someone whose session ended while she was sending a form."""
    form = LoginForm(formdata=None, carry=carry)
    return render_template("accounts/login.html", form=form, carries=True)


def _lead_on(form: LoginForm) -> Response:
    carried = unpack_carried(form.carry.data)
    if carried is None:
        return redirect(http.local_target(form.next.data, "/latest"), 303)
    path, fields, had_files = carried
    return show_carried(path, fields, had_files=had_files)
