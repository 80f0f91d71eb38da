"""How often accounts may be tried: for an address of the net, and for an account whatever the address.

A whole school works behind one address, so that limit is wide; guessing at one account is narrow from one
place and, so that nobody can lock a colleague out, wider from everywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from flask import request
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response

from forum.accounts.policy import find_email
from forum.web.http import limiter

View = Callable[..., Any]


def account_key() -> str:
    """Return what stands for the account that is asked for, so that no address of a person lies in the limiter."""
    email = find_email(request.form.get("email", "")[:300])
    return "account:" + hashlib.sha256(email.encode()).hexdigest()[:32]


def account_here_key() -> str:
    """Return what stands for the account as tried from this address of the net."""
    return f"{account_key()}:{get_remote_address()}"


def address_key() -> str:
    """Return the address of the net."""
    return f"address:{get_remote_address()}"


def was_refused(response: Response) -> bool:
    """Say whether an attempt failed; only those count against an account."""
    return response.status_code >= 400


def was_accepted(response: Response) -> bool:
    """Say whether a form went through; a slip of the pen costs nobody a letter."""
    return response.status_code < 400


def limit_guessing(view: View) -> View:
    """Limit attempts to sign in."""
    for limit in (
        limiter.limit("100 per 10 minutes", methods=["POST"], key_func=address_key),
        limiter.limit("10 per 15 minutes", methods=["POST"], key_func=account_here_key, deduct_when=was_refused),
        limiter.limit("50 per hour", methods=["POST"], key_func=account_key, deduct_when=was_refused),
    ):
        view = limit(view)
    return view


def limit_letters(view: View) -> View:
    """Limit what makes the site write letters to an address somebody typed in."""
    for limit in (
        limiter.limit("100 per hour", methods=["POST"], key_func=address_key),
        limiter.limit("5 per hour", methods=["POST"], key_func=account_key, deduct_when=was_accepted),
    ):
        view = limit(view)
    return view


def limit_links(view: View) -> View:
    """Limit attempts at links from letters."""
    return limiter.limit("100 per 10 minutes", key_func=address_key)(view)


def limit_old_passwords(view: View) -> View:
    """Limit guesses at the old password by someone at an open computer; counted for the person signed in."""
    limit = limiter.limit("10 per 15 minutes", methods=["POST"], deduct_when=was_refused)
    return limit(view)
