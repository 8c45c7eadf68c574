"""Markdown to HTML, so that every format has one way to the canonical text."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from server.document.html import TooComplex

MAX_LENGTH = 400_000
"""In characters, twenty times the longest of 1,500 real postings. The parser takes up to 10 µs for one."""

MAX_BRACKETS = 20_000
"""Opening ones: for each that nothing closes, the parser looks through all that follows."""

_MARKDOWN = MarkdownIt("commonmark").enable("table")
# Nothing is rendered: an address stays as it is written, and one that a renderer would refuse is a link all the same.
_MARKDOWN.normalizeLink = lambda url: url  # type: ignore[method-assign]
_MARKDOWN.validateLink = lambda url: True  # type: ignore[method-assign]

_NEUTRAL = range(0xF0000, 0xFFFFE)
"""Private-use characters: no letters, no punctuation, no white space."""
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_ONLY_NEUTRAL = re.compile(f"[{chr(_NEUTRAL[0])}-{chr(_NEUTRAL[-1])}]+")


def to_html(markdown: str) -> str:
    r"""The HTML of CommonMark with tables; raw HTML in it stays as it is.

    Text that was decoded wrongly gives the same structure as the healthy text. By CommonMark it would not: whether
    "**" opens or closes depends on the characters beside it being punctuation or white space, and the parser trims
    lines of all that Python calls white space. So for the time of the parse every character beyond ASCII is a neutral
    one. What that gets wrong: emphasis beside typographic punctuation is seen where CommonMark sees plain asterisks.

    Raises `TooComplex` for more text, or more brackets, than any posting has.

    >>> to_html("**“Hello”**!"), to_html("**â€œHelloâ€\x9d**!")
    ('<p><strong>“Hello”</strong>!</p>\n', '<p><strong>â€œHelloâ€\x9d</strong>!</p>\n')
    """
    if len(markdown) > MAX_LENGTH or markdown.count("[") > MAX_BRACKETS:
        raise TooComplex(f"Markdown of more than {MAX_LENGTH} characters or {MAX_BRACKETS} brackets")
    if markdown.isascii():
        return str(_MARKDOWN.render(markdown))
    characters = sorted(set("".join(_BEYOND_ASCII.findall(markdown))))
    there = dict(zip(map(ord, characters), _NEUTRAL, strict=False))
    back = dict(zip(_NEUTRAL, characters, strict=False))
    neutral = _BEYOND_ASCII.sub(lambda run: run[0].translate(there), markdown)
    return _ONLY_NEUTRAL.sub(lambda run: run[0].translate(back), _MARKDOWN.render(neutral))
