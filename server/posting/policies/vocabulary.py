"""The words of declared policies by kind, in all languages at once: `data/policy_words.toml`."""

from __future__ import annotations

import re

from server.posting import words


def has(kind: str, text: str) -> bool:
    """Whether a text holds a word of a kind.

    >>> has("only", "we only write"), has("only", "the lonely")
    (True, False)
    """
    return words_of(kind).search(text) is not None


def last(kind: str, text: str) -> re.Match[str] | None:
    """The last word of a kind; None where there is none.

    >>> last("not", "never say never")
    <re.Match object; span=(10, 15), match='never'>
    """
    return max(words_of(kind).finditer(text), key=lambda match: match.start(), default=None)


def words_of(kind: str) -> re.Pattern[str]:
    return words.pattern("policy_words", kind)


def source_of(*kinds: str) -> str:
    """The words of these kinds as the source of a longer pattern."""
    return "|".join(words.source("policy_words", kind) for kind in kinds)


def ending(*kinds: str) -> str:
    """The source of a pattern for words of these kinds, and marks between them, up to where an address begins.

    >>> bool(re.fullmatch("from" + ending("glue"), 'from one of: "'))
    True
    """
    return rf"(?:[\s,:\"'“‘(*_@\[]|(?<!\w)(?:{source_of(*kinds)}))*$"
