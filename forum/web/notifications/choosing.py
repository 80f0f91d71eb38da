"""One's own switches: how to be told of each kind, letters, quiet hours, the digest."""

from __future__ import annotations

from babel.dates import get_day_names
from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from forum.errors import ForumError
from forum.notifications.kinds import SWITCHES, Way
from forum.notifications.operations import choose_letters, choose_ways, rules
from forum.notifications.queries import find_reader, list_ways
from forum.web import http
from forum.web.identity import actor, locale, sign_in_required
from forum.web.notifications.forms import LettersForm
from forum.web.notifications.room import room


@room.get("/my/settings/notifications")
@sign_in_required
def choices() -> tuple[str, int]:
    """Show what can be chosen."""
    return _page(_form(filled=False), {name: way.value for name, way in list_ways(actor().id).items()})


@room.post("/my/settings/notifications")
@sign_in_required
def choose() -> Response | tuple[str, int]:
    """Choose, all at once."""
    form = _form(filled=True)
    typed = {name.removeprefix("way-"): way for name, way in request.form.items() if name.startswith("way-")}
    if form.validate_on_submit():
        try:
            choose_letters(
                actor=actor(),
                letters=form.letters.data,
                digest=form.digest.data,
                digest_hour=form.digest_hour.data,
                digest_day=form.digest_day.data,
                quiet_from=form.quiet_from.data,
                quiet_to=form.quiet_to.data,
            )
            choose_ways(actor=actor(), ways=typed)
        except ForumError as error:
            http.refused(form, error)
        else:
            http.note(gettext("Сохранено."))
            return redirect(url_for("notifications.choices"), 303)
    known = {name: way.value for name, way in list_ways(actor().id).items()}
    return _page(form, known | {name: way for name, way in typed.items() if name in known})


def _form(*, filled: bool) -> LettersForm:
    row = find_reader(actor().id)
    own = {name: getattr(row, name) for name in ("letters", "digest", "digest_hour", "digest_day")}
    own["quiet_from"] = rules().quiet_from if row.quiet_from is None else row.quiet_from
    own["quiet_to"] = rules().quiet_to if row.quiet_to is None else row.quiet_to
    form = LettersForm(data=own) if filled else LettersForm(formdata=None, data=own)
    hours = [SelectChoice(hour, f"{hour}:00") for hour in range(24)]
    form.digest_hour.choices = form.quiet_from.choices = form.quiet_to.choices = hours
    days = get_day_names("wide", "stand-alone", locale=locale())
    form.digest_day.choices = [SelectChoice(day, days[day]) for day in range(7)]
    return form


def _page(form: LettersForm, ways: dict[str, str]) -> tuple[str, int]:
    row = find_reader(actor().id)
    page = render_template(
        "notifications/settings.html",
        form=form,
        switches=SWITCHES,
        ways=ways,
        every_way=[way.value for way in Way],
        stopped=row.stopped_at is not None,
    )
    return page, http.status_of(form)
