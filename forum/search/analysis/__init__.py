"""One analyser for everything that is indexed, searched or marked, in Russian, Kazakh and English."""

from typing import Final

from forum.search.analysis.synonyms import Alternative, expand
from forum.search.analysis.tokens import Token, Word, analyse, iterate, normalise, query_words

# Raise it when terms change: an index built with another number asks to be rebuilt.
ANALYSIS_VERSION: Final = 1

__all__ = [
    "ANALYSIS_VERSION",
    "Alternative",
    "Token",
    "Word",
    "analyse",
    "expand",
    "iterate",
    "normalise",
    "query_words",
]
