"""Register and confirm an address; no answer here says whether an address is known."""

from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum.accounts.operations import links, registration
from forum.accounts.operations.account import reset_password
from forum.accounts.operations.sign_ins import open_sign_in
from forum.accounts.policy import check_timezone, find_email
from forum.errors import ForumError, Invalid, NotFound
from forum.web import http
from forum.web.accounts import sessions
from forum.web.accounts.browsers import browser_name
from forum.web.accounts.forms import ConfirmForm, EmailForm, NewPasswordForm, RegisterForm
from forum.web.accounts.limits import limit_letters, limit_links
from forum.web.accounts.room import room
from forum.web.accounts.secret_pages import link_ended, secret_page
from forum.web.identity import DEFAULT_TIMEZONE, actor, locale


@room.get("/register")
def register() -> str | Response:
    """Show the form, or lead on whoever is signed in already."""
    if actor().signed_in:
        return redirect("/latest")
    return render_template("accounts/register.html", form=RegisterForm(formdata=None))


@room.post("/register")
@limit_letters
def sign_up() -> Response | tuple[str, int]:
    """Create the account, or write to the owner of the address; the answer is the same."""
    form = RegisterForm()
    if form.validate_on_submit():
        try:
            registration.register(
                full_name=form.full_name.data or "",
                email=form.email.data or "",
                password=form.password.data or "",
                locale=locale(),
                timezone=_zone(form.timezone.data),
            )
        except ForumError as error:
            http.refused(form, error)
        else:
            return _letter_sent(form.email.data or "", "accounts.registered")
    return render_template("accounts/register.html", form=form), http.status_of(form)


@room.get("/register/sent")
def registered() -> str:
    """Say that a letter is on its way, and offer another."""
    email = session.get("mailed_to", "")
    form = EmailForm(formdata=None, email=email)
    return render_template("accounts/registered.html", form=form, email=email)


@room.post("/register/resend")
@limit_letters
def send_again() -> Response | tuple[str, int]:
    """Mail another link to confirm an address."""
    form = EmailForm()
    if form.validate_on_submit():
        registration.request_link(purpose=links.CONFIRM, email=form.email.data or "")
        http.note(gettext("Если этот адрес ждёт подтверждения, мы отправили на него новое письмо."))
        return _letter_sent(form.email.data or "", "accounts.registered")
    return render_template("accounts/registered.html", form=form, email=""), http.status_of(form)


@room.get("/confirm/<token>")
@limit_links
def confirm(token: str) -> Response:
    """Ask for the password of the registration. Mail scanners open links by GET, so opening alone confirms nothing."""
    link = links.find_link(token, purpose=links.CONFIRM)
    if link is None:
        return link_ended(links.CONFIRM)
    form = ConfirmForm(formdata=None)
    return secret_page(render_template("accounts/confirm.html", form=form, link=link, token=token))


@room.post("/confirm/<token>")
@limit_links
def do_confirm(token: str) -> Response:
    """Confirm the address and sign in, or show the form again."""
    link = links.find_link(token, purpose=links.CONFIRM)
    if link is None:
        return link_ended(links.CONFIRM)
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            person_id = registration.confirm(token=token, password=form.password.data or "")
        except NotFound:
            return link_ended(links.CONFIRM)
        except ForumError as error:
            http.refused(form, error)
        else:
            return _sign_in(person_id, shared=form.shared.data)
    page = render_template("accounts/confirm.html", form=form, link=link, token=token)
    return secret_page(page, http.status_of(form))


@room.get("/confirm/<token>/password")
@limit_links
def first_password(token: str) -> Response:
    """Show the form for another password than that of the registration, by the same letter."""
    link = links.find_link(token, purpose=links.CONFIRM)
    if link is None:
        return link_ended(links.CONFIRM)
    form = NewPasswordForm(formdata=None)
    return secret_page(render_template("accounts/first_password.html", form=form, link=link, token=token))


@room.post("/confirm/<token>/password")
@limit_links
def set_first_password(token: str) -> Response:
    """Set the password, which confirms the address as well, and sign in."""
    link = links.find_link(token, purpose=links.CONFIRM)
    if link is None:
        return link_ended(links.CONFIRM)
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            person_id = reset_password(token=token, password=form.password.data or "", purpose=links.CONFIRM)
        except NotFound:
            return link_ended(links.CONFIRM)
        except ForumError as error:
            http.refused(form, error)
        else:
            return _sign_in(person_id)
    page = render_template("accounts/first_password.html", form=form, link=link, token=token)
    return secret_page(page, http.status_of(form))


def _sign_in(person_id: int, *, shared: bool = False) -> Response:
    """Sign in whoever has just proved both the address and the password."""
    opened = open_sign_in(person_id=person_id, browser=browser_name(request.user_agent.string))
    sessions.begin(opened, shared=shared)
    http.note(gettext("Почта подтверждена, вы вошли."))
    return redirect("/latest", 303)


def _letter_sent(email: str, endpoint: str) -> Response:
    session["mailed_to"] = find_email(email)
    return redirect(url_for(endpoint), 303)


def _zone(value: str | None) -> str:
    """Return the zone the browser told, if there is such a zone."""
    try:
        return check_timezone(value or "")
    except Invalid:
        return DEFAULT_TIMEZONE
