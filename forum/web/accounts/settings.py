"""One's own account: name and school, language and time zone, password, where one is signed in."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from forum.accounts.operations import account as operations
from forum.accounts.operations.sign_ins import end_sign_in, end_sign_ins
from forum.accounts.queries import AccountRow, get_account, list_sign_ins
from forum.errors import ForumError
from forum.web import http
from forum.web.accounts import sessions
from forum.web.accounts.forms import ChangePasswordForm, ProfileForm
from forum.web.accounts.limits import limit_old_passwords
from forum.web.accounts.room import KEY, room
from forum.web.accounts.zones import zone_choices
from forum.web.identity import LOCALES, actor, forget_locale, locale, sign_in_required


@room.get("/my/settings")
@sign_in_required
def settings() -> tuple[str, int]:
    """Show everything that can be set, each part a form of its own."""
    account = get_account(actor().id)
    return _page(account, _profile_form(account), ChangePasswordForm(formdata=None))


@room.post("/my/settings")
@sign_in_required
def change_profile() -> Response | tuple[str, int]:
    """Change name, school, language, time zone and mail."""
    account = get_account(actor().id)
    form = _profile_form(account, filled=True)
    if form.validate_on_submit():
        try:
            operations.change_profile(
                actor=actor(),
                full_name=form.full_name.data or "",
                school=form.school.data or "",
                locale=form.locale.data,
                timezone=form.timezone.data,
                mail_notices=form.mail_notices.data,
            )
        except ForumError as error:
            http.refused(form, error)
        else:
            http.note(gettext("Сохранено."))
            return forget_locale(redirect(url_for("accounts.settings"), 303))
    return _page(account, form, ChangePasswordForm(formdata=None))


@room.post("/my/password")
@sign_in_required
@limit_old_passwords
def change_password() -> Response | tuple[str, int]:
    """Change the password and sign out everywhere else."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            operations.change_password(
                actor=actor(),
                old_password=form.old_password.data or "",
                new_password=form.new_password.data or "",
                token=sessions.current_token(),
            )
        except ForumError as error:
            http.refused(form, error)
        else:
            http.note(gettext("Пароль изменён, на остальных устройствах мы вас вывели."))
            return redirect(url_for("accounts.settings"), 303)
    account = get_account(actor().id)
    return _page(account, _profile_form(account), form)


@room.post("/my/language")
@sign_in_required
def change_language() -> Response:
    """Change the language of the site and of letters, and go back to where she was."""
    operations.change_locale(actor=actor(), locale=request.form.get("locale", ""))
    return forget_locale(redirect(http.local_target(request.form.get("next"), "/my/settings"), 303))


@room.post(f"/my/sign-ins/<{KEY}:sign_in_id>/end")
@sign_in_required
def end_one(sign_in_id: int) -> Response:
    """Sign out of one browser."""
    end_sign_in(actor=actor(), sign_in_id=sign_in_id)
    http.note(gettext("На том устройстве вы вышли."))
    return redirect(url_for("accounts.settings", _anchor="sign-ins"), 303)


@room.post("/my/sign-ins/end-others")
@sign_in_required
def end_others() -> Response:
    """Sign out of every browser but this one."""
    end_sign_ins(person_id=actor().id, except_token=sessions.current_token())
    http.note(gettext("Вы остались только на этом устройстве."))
    return redirect(url_for("accounts.settings", _anchor="sign-ins"), 303)


def _profile_form(account: AccountRow, *, filled: bool = False) -> ProfileForm:
    form = ProfileForm(obj=account) if filled else ProfileForm(formdata=None, obj=account)
    form.locale.choices = [SelectChoice(code, name) for code, name in LOCALES.items()]
    zones = zone_choices(locale())
    if account.timezone not in dict(zones):
        zones.insert(0, (account.timezone, account.timezone))
    form.timezone.choices = [SelectChoice(zone, label) for zone, label in zones]
    return form


def _page(account: AccountRow, profile: ProfileForm, password: ChangePasswordForm) -> tuple[str, int]:
    page = render_template(
        "accounts/settings.html",
        account=account,
        profile=profile,
        password=password,
        sign_ins=list_sign_ins(account.id, token=sessions.current_token()),
    )
    return page, max(http.status_of(profile), http.status_of(password))
