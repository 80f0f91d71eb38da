"""The site map on a page: every room of the web and where it hangs."""

from __future__ import annotations

from flask import Blueprint, Flask

from forum.web.accounts.routes import room as accounts
from forum.web.associations.routes import room as associations
from forum.web.documents.routes import room as documents
from forum.web.feedback.routes import room as feedback
from forum.web.lessons.routes import room as lessons
from forum.web.notifications.routes import room as notifications
from forum.web.search.routes import room as search
from forum.web.site.routes import room as site
from forum.web.topics.routes import room as topics

ROOMS: tuple[Blueprint, ...] = (
    site,
    accounts,
    associations,
    documents,
    lessons,
    feedback,
    notifications,
    search,
    topics,
)


def register(app: Flask) -> None:
    """Hang every room into an application."""
    for blueprint in ROOMS:
        app.register_blueprint(blueprint)
