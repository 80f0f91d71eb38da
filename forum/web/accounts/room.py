"""The blueprint of accounts, which every file of this room hangs its pages on."""

from __future__ import annotations

from flask import Blueprint

room = Blueprint("accounts", __name__)

# What fits a key of either database; a greater number in an address is no page.
KEY = "int(max=2147483647)"
