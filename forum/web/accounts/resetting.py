"""Choose a new password by a mailed link; no answer here says whether an address is known."""

from __future__ import annotations

from flask import redirect, render_template, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum.accounts.operations import links, registration
from forum.accounts.operations.account import reset_password
from forum.accounts.policy import find_email
from forum.errors import ForumError, NotFound
from forum.web import http
from forum.web.accounts import sessions
from forum.web.accounts.forms import EmailForm, NewPasswordForm
from forum.web.accounts.limits import limit_letters, limit_links
from forum.web.accounts.room import room
from forum.web.accounts.secret_pages import link_ended, secret_page


@room.get("/reset")
def reset() -> str:
    """Ask for the address a link is to be mailed to."""
    return render_template("accounts/reset.html", form=EmailForm(formdata=None))


@room.post("/reset")
@limit_letters
def ask_for_reset() -> Response | tuple[str, int]:
    """Mail a link if the address has an account; the answer is the same."""
    form = EmailForm()
    if form.validate_on_submit():
        registration.request_link(purpose=links.RESET, email=form.email.data or "")
        session["mailed_to"] = find_email(form.email.data or "")
        return redirect(url_for("accounts.reset_sent"), 303)
    return render_template("accounts/reset.html", form=form), http.status_of(form)


@room.get("/reset/sent")
def reset_sent() -> str:
    """Say that a letter is on its way if the address is known."""
    return render_template("accounts/reset_sent.html", email=session.get("mailed_to", ""))


@room.get("/reset/<token>")
@limit_links
def choose_password(token: str) -> Response:
    """Show the form for a new password."""
    link = links.find_link(token, purpose=links.RESET)
    if link is None:
        return link_ended(links.RESET)
    form = NewPasswordForm(formdata=None)
    return secret_page(render_template("accounts/choose_password.html", form=form, link=link, token=token))


@room.post("/reset/<token>")
@limit_links
def set_password(token: str) -> Response:
    """Set the new password, end every sign-in, and lead to the sign-in page."""
    link = links.find_link(token, purpose=links.RESET)
    if link is None:
        return link_ended(links.RESET)
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            reset_password(token=token, password=form.password.data or "")
        except NotFound:
            return link_ended(links.RESET)
        except ForumError as error:
            http.refused(form, error)
        else:
            sessions.end()
            http.note(gettext("Пароль изменён, на всех устройствах мы вас вывели. Войдите с новым паролем."))
            return redirect(url_for("accounts.login"), 303)
    page = render_template("accounts/choose_password.html", form=form, link=link, token=token)
    return secret_page(page, http.status_of(form))
