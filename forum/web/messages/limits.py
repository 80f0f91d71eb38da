"""How often one may write and look for people; how many conversations a day is the operation's to say."""

from __future__ import annotations

from forum.web.http import limiter

limit_sending = limiter.limit("20 per 10 minutes", methods=["POST"])
limit_looking = limiter.limit("240 per minute")
