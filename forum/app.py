"""Build the application: database, web, command line, wiring. No decisions are made here."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from forum import blobs, jobs, letters, mail, wiring
from forum.accounts.operations import links, passwords
from forum.db import db
from forum.notifications.queries import count_unread
from forum.search import engine
from forum.web import delivery, http, identity, refusals, register, templating

if TYPE_CHECKING:
    from config import Config

ROOT = Path(__file__).resolve().parent
FORM_MEMORY = 2 * 1024 * 1024
FORM_PARTS = 200


def create_app(config: Config) -> Flask:
    """Return the forum as a WSGI application, ready to serve and to be asked by the command line."""
    app = Flask("forum", root_path=str(ROOT.parent), static_folder="static", template_folder="templates")
    app.config.from_mapping(_flask_settings(config))
    app.extensions["forum_config"] = config
    db.init_app(app)
    blobs.configure(config.data / "blobs")
    engine.configure(config.data / "index")
    mail.configure(
        mail.Post(
            smtp_url=config.smtp_url,
            sender=config.mail_from,
            sender_name=config.site_name,
            outbox=config.data / "outbox",
        )
    )
    letters.configure(base_url=config.base_url, site_name=config.site_name)
    links.configure(secret_key=config.secret_key)
    passwords.configure(cheap=config.testing)
    wiring.connect()
    app.extensions["forum_queue"] = jobs.connect(app, redis_url=config.redis_url, file=config.data / "jobs.db")
    app.extensions["forum_notices"] = count_unread
    delivery.init(app, cache=config.page_cache)
    templating.init(app)
    identity.init(app)
    http.init(app)
    refusals.init(app)
    register.register(app)
    _serve_static(app)
    if config.trusted_proxies:
        count = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]
    return app


def _flask_settings(config: Config) -> dict[str, Any]:
    return {
        "SECRET_KEY": config.secret_key,
        "TESTING": config.testing,
        "PROPAGATE": config.testing,
        "PROPAGATE_EXCEPTIONS": config.testing,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SESSION_COOKIE_NAME": "forum_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.secure,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": config.max_upload + FORM_MEMORY,
        "MAX_FORM_MEMORY_SIZE": FORM_MEMORY,
        "MAX_FORM_PARTS": FORM_PARTS,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "BABEL_DEFAULT_LOCALE": identity.DEFAULT_LOCALE,
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "locale"),
        "RATELIMIT_ENABLED": config.rate_limits,
        "RATELIMIT_STORAGE_URI": config.redis_url or "memory://",
        # Without Redis each process counts for itself: worse than together, better than turning people away.
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": bool(config.redis_url),
        "RATELIMIT_HEADERS_ENABLED": False,
    }


def _serve_static(app: Flask) -> None:
    """Let WhiteNoise answer for `static/`: built files have a hash in their name and never change."""
    folder = Path(str(app.static_folder))
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix="static/",
        allow_all_origins=False,
        max_age=3600,
        immutable_file_test=lambda _path, url: url.startswith("/static/dist/"),
    )
