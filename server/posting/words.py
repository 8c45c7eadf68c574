"""Words as data: tables of stems per kind and language, compiled once to one pattern each."""

from __future__ import annotations

import re
from functools import cache

from server.posting.domains import table


@cache
def pattern(name: str, kind: str) -> re.Pattern[str]:
    """All words of one kind of `data/<name>.toml`, in any language, where a word begins.

    >>> pattern("policy_words", "except").search("never except via")[0]
    'except'
    """
    return re.compile(rf"(?<!\w)(?:{source(name, kind)})", re.IGNORECASE)


@cache
def source(name: str, kind: str) -> str:
    """The same as the source of a pattern, to be part of a longer one; longest words first."""
    words = {word for language in table(f"{name}.toml")[kind].values() for word in language}
    return "|".join(_stem(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _stem(word: str) -> str:
    escaped = re.sub(r"\\?\s+", r"\\s+", re.escape(word.rstrip("*")))
    return escaped + (r"\w*" if word.endswith("*") else r"(?!\w)" if word[-1].isalnum() else "")
