"""Words as data: tables of stems per kind and language, compiled once to one pattern each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from server.posting.domains import table

UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Thai, kana, Han and Hangul: words are not set apart, so they are found anywhere."""


@cache
def pattern(name: str, kind: str) -> re.Pattern[str]:
    """All words of one kind of `data/<name>.toml`, in any language, where a word begins.

    It begins with the set of their first letters, without IGNORECASE: so `re` skips to those instead of trying every
    word at every place, which takes two to four times as long.

    >>> pattern("policy_words", "except").search("never except via")[0]
    'except'
    >>> pattern("apply_words", "send").search("请将简历发至")[0]
    '简历'
    """
    by_letter: dict[str, list[str]] = {}
    for word in _words(name, kind):
        by_letter.setdefault(_any_case(word[0]), []).append(_stem(word).removeprefix("\\")[1:])
    apart, anywhere = "", ""
    for letter, rest in by_letter.items():
        branch = rf"|(?<=[{letter}])(?i:{'|'.join(rest)})"
        if UNSPACED.match(letter):
            anywhere += branch
        else:
            apart += branch
    return re.compile(rf"[{''.join(by_letter)}](?:(?<!\w.)(?:{apart[1:] or '(?!)'}){anywhere})", re.DOTALL)


@cache
def source(name: str, kind: str) -> str:
    """The same as the source of a pattern, to be part of a longer one; longest words first."""
    return "|".join(map(_stem, _words(name, kind)))


def _words(name: str, kind: str) -> list[str]:
    words = {word for language in table(f"{name}.toml")[kind].values() for word in language}
    return sorted(words, key=lambda word: (-len(word), word))


def _any_case(letter: str) -> str:
    """The characters that IGNORECASE takes for a letter, to stand in a set.

    >>> _any_case("k"), _any_case("é"), _any_case("[")
    ('kKK', 'éÉ', '\\\\[')
    """
    forms = dict.fromkeys((letter.lower(), letter.upper(), *"ıſKİ"))
    same = (form for form in forms if len(form) == 1 and re.fullmatch(re.escape(letter), form, re.IGNORECASE))
    return "".join(map(re.escape, same))


@lru_cache(maxsize=2)
def folded(text: str) -> str:
    """A text in lower case with every character at its place, kept while one page is read.

    >>> folded("Straße, İZMİR"), len(folded("İZMİR"))
    ('straße, İzmİr', 5)
    """
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def any_of(text: str, name: str, kind: str) -> bool:
    """Whether a folded text holds any of the literals of one kind: what is asked before a pattern is run."""
    return any(cue in text for cue in table(f"{name}.toml")[kind]["any"])


def places(text: str, literal: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Where a literal stands in a text.

    >>> list(places("banana", "an"))
    [1, 3]
    """
    at = text.find(literal, start, end)
    while at != -1:
        yield at
        at = text.find(literal, at + 1, end)


def _stem(word: str) -> str:
    """The pattern of one word or phrase.

    >>> [bool(re.fullmatch(_stem(phrase), "other sites than")) for phrase in ("other … than", "othe* … tha", "other")]
    [True, False, False]
    """
    parts = [re.escape(part.rstrip("*")) + r"\w*" * part.endswith("*") for part in word.split()]
    pattern = r"\s+".join(parts).replace(r"…\s+", r"(?:\w+\s+){0,2}")
    open_ended = word.endswith("*") or not word[-1].isalnum() or UNSPACED.match(word[-1])
    return pattern + ("" if open_ended else r"(?!\w)")
