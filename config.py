"""Read the settings of one running forum from the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
MEBIBYTE = 1024 * 1024


class ConfigError(ValueError):
    """A setting is missing or cannot be used; the message is one plain sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """Everything a running forum is told from outside; sizes in bytes, times in seconds."""

    data: Path
    secret_key: str
    database_url: str
    base_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    redis_url: str | None = None
    smtp_url: str | None = None
    mail_from: str = "forum@localhost"
    site_name: str = "Учительский круг"
    demo: bool = False
    testing: bool = False
    web_workers: int = 1
    max_upload: int = 50 * MEBIBYTE
    trusted_proxies: int = 0
    rate_limits: bool = True
    page_cache: bool = True

    @property
    def secure(self) -> bool:
        """Say whether the site is reached over HTTPS, so cookies may be marked secure."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None, *, demo: bool | None = None) -> Config:
        """Build the settings from `FORUM_*` variables; raise ConfigError on a bad one."""
        env = os.environ if env is None else env
        data = Path(env.get("FORUM_DATA") or ROOT / "var").expanduser().resolve()
        is_demo = _flag(env, "FORUM_DEMO") if demo is None else demo
        host = env.get("FORUM_HOST") or "127.0.0.1"
        port = _number(env, "FORUM_PORT", 8000, 1, 65535)
        base_url = (env.get("FORUM_BASE_URL") or f"http://{host}:{port}").rstrip("/")
        if urlsplit(base_url).scheme not in {"http", "https"} or not urlsplit(base_url).hostname:
            raise ConfigError("FORUM_BASE_URL must be a full address such as https://forum.example.org")
        return cls(
            data=data,
            secret_key=env.get("FORUM_SECRET_KEY") or _demo_secret(data, demo=is_demo),
            database_url=_database_url(env.get("FORUM_DATABASE_URL") or f"sqlite:///{data / 'forum.db'}"),
            base_url=base_url,
            host=host,
            port=port,
            redis_url=env.get("FORUM_REDIS_URL") or None,
            smtp_url=env.get("FORUM_SMTP_URL") or None,
            mail_from=env.get("FORUM_MAIL_FROM") or f"forum@{urlsplit(base_url).hostname}",
            site_name=env.get("FORUM_SITE_NAME") or "Учительский круг",
            demo=is_demo,
            web_workers=_number(env, "FORUM_WEB_WORKERS", 1, 1, 64),
            max_upload=_number(env, "FORUM_MAX_UPLOAD_MB", 50, 1, 2000) * MEBIBYTE,
            trusted_proxies=_number(env, "FORUM_TRUSTED_PROXIES", 0, 0, 5),
            rate_limits=_flag(env, "FORUM_RATE_LIMITS", default=True),
            page_cache=_flag(env, "FORUM_PAGE_CACHE", default=True),
        )


def _database_url(url: str) -> str:
    """Return the address with the driver this forum brings along; refuse other kinds of databases."""
    kind, _, rest = url.partition("://")
    kind = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}.get(kind, kind)
    if kind not in {"sqlite", "postgresql+psycopg"} or not rest:
        raise ConfigError("FORUM_DATABASE_URL must begin with postgresql:// or sqlite:///")
    try:
        urlsplit(url).port  # noqa: B018 - reading it is the check
    except ValueError as error:
        raise ConfigError("FORUM_DATABASE_URL names a port that is not a number") from error
    return f"{kind}://{rest}"


def _flag(env: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    value = env.get(name, "").strip().lower()
    if value in {"", "1", "0", "yes", "no", "true", "false"}:
        return value in {"1", "yes", "true"} if value else default
    raise ConfigError(f"{name} must be 1 or 0, not {value!r}")


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = env.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise ConfigError(f"{name} must be a whole number from {low} to {high}, not {value!r}")
    return int(value)


def _demo_secret(data: Path, *, demo: bool) -> str:
    """Return the demo's own key, kept in its data folder; a real site must bring one."""
    if not demo:
        raise ConfigError("FORUM_SECRET_KEY is not set: a real site needs a long random secret key of its own")
    path = data / "demo-secret-key"
    try:
        if path.exists():
            return path.read_text("ascii")
        data.mkdir(parents=True, exist_ok=True)
        key = secrets.token_hex(32)
        path.touch(mode=0o600)
        path.write_text(key, "ascii")
    except OSError as error:
        raise ConfigError(
            f"The data folder {data} cannot be written ({error.strerror}): "
            "allow writing, or set FORUM_DATA to another folder."
        ) from error
    return key
