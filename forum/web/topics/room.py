"""The blueprint of topics, which every file of this room hangs its pages on."""

from __future__ import annotations

from flask import Blueprint

room = Blueprint("topics", __name__)

# What fits a key of either database; a greater number in an address is no page.
KEY = "int(max=2147483647)"
