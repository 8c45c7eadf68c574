"""Markdown and plain text to HTML, so that every format has one way to the canonical text."""

from __future__ import annotations

from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
_MARKDOWN.normalizeLink = lambda url: url  # type: ignore[method-assign]
_MARKDOWN.validateLink = lambda url: True  # type: ignore[method-assign]

_STAND_INS = range(0xF0000, 0xFFFFE)


def to_html(markdown: str) -> str:
    """The HTML of CommonMark with tables, its text unchanged.

    Whether `**` opens or closes depends on the characters beside it being letters, punctuation or white space, and
    lines are trimmed of all that Python calls white space. Text that was decoded wrongly must give the same structure
    as the healthy text, so for the time of the parse every non-ASCII character is a neutral one: a private-use
    character, which is neither.

    >>> to_html("**“Hello”**!"), to_html("**â€œHelloâ€\x9d**!")
    ('<p><strong>“Hello”</strong>!</p>\\n', '<p><strong>â€œHelloâ€\x9d</strong>!</p>\\n')
    """
    others = sorted(set(markdown) - _ASCII)
    html: str = _MARKDOWN.render(
        markdown.translate({ord(char): neutral for char, neutral in zip(others, _STAND_INS, strict=False)})
    )
    return html.translate(dict(zip(_STAND_INS, others, strict=False)))


_ASCII = frozenset(map(chr, range(128)))
