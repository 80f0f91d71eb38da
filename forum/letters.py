"""Write letters in the reader's language and zone, from templates and catalogs, without a web request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from forum.errors import N_

ROOT = Path(__file__).resolve().parent
TEMPLATES = ROOT.parent / "templates"
LOCALE = ROOT / "locale"
DEFAULT_SITE_NAME = N_("Учительский круг")


_site: dict[str, str] = {"base_url": "http://localhost", "site_name": ""}


def configure(*, base_url: str, site_name: str) -> None:
    """Tell this process the address and the name that stand in its letters; no request ever does."""
    _site.update(base_url=base_url.rstrip("/"), site_name=site_name)


def address(path: str) -> str:
    """Return the full address of a page of this site, made of the configured host only."""
    return f"{_site['base_url']}{path}"


def site_name(locale: str) -> str:
    """Return the name of the site in a language; one that the operator chose is the same in all."""
    return translate(_site["site_name"] or DEFAULT_SITE_NAME, locale=locale)


@dataclass(frozen=True, slots=True)
class Written:
    """A letter's words: subject on one line, plain text, HTML."""

    subject: str
    text: str
    html: str


@cache
def _environment(locale: str, timezone: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",), default_for_string=True, default=False),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        Translations.load(LOCALE, [locale]), newstyle=True
    )

    def moment(value: datetime) -> str:
        return format_datetime(value.astimezone(ZoneInfo(timezone)), "d MMMM, HH:mm", locale=locale)

    environment.filters["moment"] = moment
    environment.globals.update(address=address, site_name=lambda: site_name(locale))
    return environment


def translate(message: str, *, locale: str, **params: object) -> str:
    """Return a marked sentence in a language, its placeholders filled."""
    text = Translations.load(LOCALE, [locale]).gettext(message)
    return text % params if params else text


def render(name: str, *, locale: str, timezone: str, **context: object) -> Written:
    """Fill `templates/email/<name>.txt` and `.html`; the first line of the text is the subject."""
    environment = _environment(locale, timezone)
    text = environment.get_template(f"email/{name}.txt").render(locale=locale, **context)
    head, _, body = text.partition("\n")
    return Written(
        subject=head.strip(),
        text=body.lstrip("\n"),
        html=environment.get_template(f"email/{name}.html").render(locale=locale, subject=head.strip(), **context),
    )
