"""Who is asking: the signed-in person of a request as an actor, her language and her zone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, wraps
from typing import Any, ParamSpec, cast

from flask import Flask, current_app, g, request
from flask_babel import Babel
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response

from forum.accounts.queries import AccountRow, find_account_by_token
from forum.actor import Actor
from forum.associations.queries import actor_for
from forum.web.remembered import remembered

LOCALES = {"ru": "Русский", "kk": "Қазақша", "en": "English"}
DEFAULT_LOCALE = "ru"
DEFAULT_TIMEZONE = "Asia/Almaty"
LOCALE_COOKIE = "forum_lang"
LOCALE_SECONDS = 365 * 24 * 3600
LONGEST_ACCEPTED = 300

P = ParamSpec("P")

login_manager = LoginManager()
babel = Babel()


class SignedIn(UserMixin):  # type: ignore[misc]  # flask_login has no types
    """What Flask-Login keeps of a signed-in person: the token of this browser's sign-in."""

    def __init__(self, token: str, account: AccountRow) -> None:
        self.token = token
        self.account = account

    def get_id(self) -> str:
        """Return the secret token, so ending the sign-in ends the session."""
        return self.token


def init(app: Flask) -> None:
    """Attach sign-in and languages to an application."""
    login_manager.init_app(app)
    login_manager.session_protection = None
    babel.init_app(app, locale_selector=locale, timezone_selector=timezone)
    app.after_request(_keep_locale)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load(token: str) -> SignedIn | None:
    account = remembered(lambda: find_account_by_token(token), "account", token)
    return SignedIn(token, account) if account else None


def actor() -> Actor:
    """Return who acts in this request; loaded once."""
    if "actor" not in g:
        if current_user.is_authenticated:
            account = cast("SignedIn", current_user).account
            known = remembered(lambda: actor_for(account), "actor", account.id)
            g.actor = replace(known, locale=_chosen_locale() or known.locale)
        else:
            g.actor = Actor.visitor(locale=_visitor_locale(), timezone=DEFAULT_TIMEZONE)
    return cast("Actor", g.actor)


def forget_actor() -> None:
    """Load the actor anew on the next question; called after signing in or out."""
    g.pop("actor", None)


def locale() -> str:
    """Return the language of this request."""
    return actor().locale


def timezone() -> str:
    """Return the time zone of this request."""
    return actor().timezone


def sign_in_required(view: Callable[P, Any]) -> Callable[P, Any]:
    """Send a visitor to the sign-in page and, after it, back; what she typed comes along."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        if not actor().signed_in:
            return cast("Response", current_app.extensions["forum_ask_to_sign_in"]())
        return view(*args, **kwargs)

    return guarded


def forget_locale(response: Response) -> Response:
    """Let the account's own language hold again in this browser."""
    response.delete_cookie(LOCALE_COOKIE, samesite="Lax", secure=bool(current_app.config["SESSION_COOKIE_SECURE"]))
    return response


def _chosen_locale() -> str | None:
    """Return the language chosen in this browser: just now in the address, or earlier in the cookie."""
    for chosen in (request.args.get("lang"), request.cookies.get(LOCALE_COOKIE)):
        if chosen in LOCALES:
            return chosen
    return None


def _visitor_locale() -> str:
    return _chosen_locale() or visitor_locale(None, request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=1000)
def visitor_locale(cookie: str | None, accepted: str) -> str:
    """Return the language for a visitor with this cookie and this `Accept-Language`."""
    if cookie in LOCALES:
        return str(cookie)
    wanted = parse_accept_header(accepted[:LONGEST_ACCEPTED], LanguageAccept)
    return wanted.best_match(list(LOCALES), DEFAULT_LOCALE) or DEFAULT_LOCALE


def _keep_locale(response: Response) -> Response:
    """Remember `?lang=` in this browser. It changes no account, so a plain link may do it, for anyone."""
    chosen = request.args.get("lang")
    if chosen in LOCALES and chosen != request.cookies.get(LOCALE_COOKIE):
        response.set_cookie(
            LOCALE_COOKIE,
            chosen,
            max_age=LOCALE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        )
    return response
