"""Begin and end the session of a browser; each sign-in gets a session of its own."""

from __future__ import annotations

from typing import cast

from flask import g, session
from flask_login import current_user, login_user

from forum.accounts.operations.sign_ins import Opened, sign_out
from forum.accounts.queries import get_account
from forum.web.identity import SignedIn, forget_actor


def begin(opened: Opened, *, shared: bool = False) -> None:
    """Start a new session for a new sign-in; nothing of the old one stays. On a shared computer it ends with it."""
    end()
    login_user(SignedIn(opened.token, get_account(opened.person_id)))
    session.permanent = not shared
    forget_actor()


def end() -> None:
    """End the sign-in of this browser, if any, and forget all that its session held."""
    token = current_token()
    if token:
        sign_out(token=token)
    session.clear()
    g.pop("csrf_token", None)
    forget_actor()


def current_token() -> str:
    """Return the secret token of this browser's sign-in, or an empty string."""
    return cast("SignedIn", current_user).token if current_user.is_authenticated else ""
