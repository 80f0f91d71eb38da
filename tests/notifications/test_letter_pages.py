"""Letters in a browser: inside a phone's screen, readable in both colours, with targets a thumb can hit."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from forum import clock
from forum.db import transaction
from forum.notifications import operations
from tests.notifications.town import MORNING, SOON, at, html_of, letters, member, open_topic, reply
from tests.web.design.checks import axe, sideways

pytestmark = [pytest.mark.browser, pytest.mark.anywhere]

PHOTOS = os.environ.get("FORUM_TEST_PAGES")
LONG = "Қ" * 200


@pytest.fixture(params=["ru", "kk"])
def written(request, circle, nurlan, outbox):
    """Give a letter of one notice, a bundle and a digest, by name."""
    locale = request.param
    aigul = member(circle, "Әбдірахманова-Константинопольская Мария-Антуанетта", username="maria", locale=locale)
    with clock.freeze(MORNING + timedelta(minutes=1)), transaction():
        operations.choose_letters(
            actor=aigul, letters="each", digest="daily", digest_hour=9, digest_day=0, quiet_from=0, quiet_to=0
        )
        operations.choose_ways(actor=aigul, ways={"quote": "digest"})
    with at(MORNING + timedelta(hours=1)):
        reply(nurlan, open_topic(aigul, circle))
    with at(MORNING + timedelta(hours=1) + SOON):
        pass
    with at(MORNING + timedelta(hours=2)):
        for title in ("Степени", "Оценивание без отметок", LONG, "Как начать урок"):
            topic = open_topic(aigul, circle, f"{title[:40]}?", title=title)
            for number in range(2):
                reply(nurlan, topic, f"Совет {number}")
    with at(MORNING + timedelta(hours=2) + SOON):
        pass
    with at(MORNING + timedelta(hours=3)):
        for title in ("Новая тема о весах", LONG[:150], "Дәптер тексеру"):
            open_topic(nurlan, circle, f"{title[:40]}!", title=title)
        reply(nurlan, topic, f"> [Мария](/t/x/{topic}/1)\n\nСогласен.")
    with at(MORNING + timedelta(days=1)):
        pass
    return locale, dict(zip(("notice", "bundle", "digest"), map(html_of, letters(outbox)), strict=True))


def test_letters_are_fit_to_be_seen(written, chromium):
    locale, pages = written
    wrong = []
    for name, html in pages.items():
        for width in (360, 1280):
            for theme in ("light", "dark"):
                context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
                page = context.new_page()
                page.set_content(html)
                how = f"{name} {locale} {width} {theme}"
                wrong += [f"{how}: {one}" for one in sideways(page)]
                wrong += [f"{how}: {one}" for one in axe(page, only=("color-contrast", "link-name", "html-has-lang"))]
                if PHOTOS:
                    page.screenshot(
                        path=Path(PHOTOS) / f"letter-{how.replace(' ', '-')}.jpg",
                        full_page=True,
                        quality=70,
                        type="jpeg",
                    )
                context.close()
    assert not wrong, "\n".join(wrong)
