"""The room of accounts with all its pages; signing in is also asked for by every other room."""

from __future__ import annotations

from flask.blueprints import BlueprintSetupState

from forum.web.accounts import people, registering, resetting, settings, signing_in
from forum.web.accounts.room import room

PAGES = (signing_in, registering, resetting, settings, people)


@room.record_once
def _give_sign_in_page(state: BlueprintSetupState) -> None:
    state.app.extensions["forum_login_page"] = signing_in.login_page


__all__ = ["PAGES", "room"]
