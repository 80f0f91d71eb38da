"""How often one may knock: heads of associations are told of each new request."""

from __future__ import annotations

from forum.web.http import limiter

limit_requests = limiter.limit("20 per hour", methods=["POST"])
