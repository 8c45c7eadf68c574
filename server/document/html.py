"""HTML to canonical text, and to the few elements that are asked about, in one parse.

The canonical text is what a page says to its readers, written in one way, so that a place in it means the
same to the service and to the extension, which builds the same text from the live DOM. It depends on the
tree alone, never on style sheets:

1. Skipped, with all they contain: the elements listed under `skip` in `data/canonical.toml`; elements with a
   `hidden` attribute, whatever its value ("until-found" hides as well until somebody searches); `<dialog>`
   without `open`; elements whose own `style` attribute matches `HIDDEN_STYLE`. A skipped element leaves
   neither a break nor a space behind. Comments and processing instructions are skipped in the same way.
2. Every start and every end of an element listed under `break` is a line break; of one listed under `cell`
   a tab; within an element listed under `preformatted` every line feed of the text is a line break.
3. All other elements are transparent: `a<b>b</b>` is "ab".
4. A run of line breaks, tabs and ASCII white space (space, tab, LF, FF, CR) becomes one character: "\\n" if
   a line break is in it, else "\\t" if the tab of a cell is in it, else a space. At the start and at the end
   of the text it becomes nothing. Other white space, such as the no-break space, is text like any other.
5. NUL is dropped, a lone surrogate is U+FFFD.

So no line is empty, none begins or ends with a space or tab, and offsets count Unicode code points.

>>> parse("<h1>Cook</h1><ul><li>Pay: <b>$20</b> an hour<li>Free   meals</ul>").text
'Cook\\nPay: $20 an hour\\nFree meals'
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.builder import HTMLTreeBuilder
from bs4.element import AttributeDict
from lxml import etree  # type: ignore[import-untyped]

from server.document.model import Span

MAX_ELEMENTS = 100_000
"""Saved job pages have up to some thousand elements; more than this is a list of everything, or an attack."""

MAX_DEPTH = 32
"""Elements that are asked about inside one another, and items and properties of microdata inside one another.

Of deeper ones all texts together would not stay linear: a link or a form then ends where the next one starts, and
the others are text only.
"""

HIDDEN_STYLE = re.compile(
    r"(?:^|;)[ \t\n\f\r]*"
    r"(?:display[ \t\n\f\r]*:[ \t\n\f\r]*none|visibility[ \t\n\f\r]*:[ \t\n\f\r]*(?:hidden|collapse))"
    r"(?![-\w])",
    re.ASCII | re.IGNORECASE,
)
"""An inline style that hides: display: none, visibility: hidden or collapse."""

# Lone surrogates mark places in the text on its way to canonical form: the parser never emits one.
_BREAK, _TAB, _START, _END = "\ud800", "\ud801", "\ud802", "\ud803"
_RUN = re.compile(f"([ \t\n\f\r{_BREAK}-{_END}]{{2,}}|[\t\n\f\r{_BREAK}-{_END}])")

_TABLES = tomllib.loads(files("server").joinpath("data", "canonical.toml").read_text("utf-8"))
_SKIPPED = frozenset(_TABLES["skip"])
_MAY_SKIP = _SKIPPED | {"dialog"}
_PREFORMATTED = frozenset(_TABLES["preformatted"])
_SEPARATORS = dict.fromkeys(_TABLES["break"], _BREAK) | dict.fromkeys(_TABLES["cell"], _TAB)

_ASKED = {
    **dict.fromkeys(("button", "h1", "h2", "h3", "h4", "h5", "h6", "html", "meta", "title"), ""),
    **dict.fromkeys(("a", "area", "base"), "href"),
    "form": "action",
    "img": "alt",
    "input": "formaction",
    "link": "rel",
    "script": "type",
}
"""Elements that are asked about, each with the attribute without which it says nothing."""

_CHILDLESS = frozenset(("area", "base", "img", "input", "link", "meta", "script"))
"""Those in which no others can be."""

_LEADS_ON = frozenset(("a", "form"))
"""Those that a page must not be able to hide."""


class TooComplex(Exception):
    """A page of more than any posting has, so much that reading it would take too long."""


class Element(Tag):
    """An element that is asked about later, with its place in the canonical text."""

    span: Span = Span(0, 0)
    """Empty where the element shows no text."""
    shown: bool = True
    """False in a skipped part of the page."""
    hidden_text: str = ""
    """The canonical text of a title or a hidden property, the source of a script; empty for other elements."""


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page."""

    text: str
    """The canonical text."""
    kept: tuple[Element, ...]
    """The elements that are asked about, in page order."""

    def elements(self, *names: str) -> Iterator[Element]:
        """Those of these names, in page order."""
        return (element for element in self.kept if element.name in names)


def parse(markup: str) -> Page:
    """Parse HTML of any quality. Raises `TooComplex`, nothing else."""
    builder = _CanonicalTreeBuilder(markup)
    BeautifulSoup("", builder=builder, element_classes={Tag: Element})
    return Page(builder.text, tuple(builder.kept))


class _CanonicalTreeBuilder(HTMLTreeBuilder):
    """Feeds Beautiful Soup from lxml's events with the elements that are asked about, and writes the text itself.

    Building Beautiful Soup's objects is by far the larger part of a parse; a page asks for one element in ten.
    """

    def __init__(self, markup: str) -> None:
        super().__init__(multi_valued_attributes={}, string_containers={})
        self.attribute_dict_class = AttributeDict
        self._markup = markup
        self.text = ""
        self.kept: list[Element] = []
        self._pieces: list[str] = []
        self.data = self._pieces.append
        """lxml's event for text, without a Python function in between."""
        self._count = 0
        self._open: list[Element | None] = []
        """The open elements, None for each that is not kept."""
        self._kept_open: list[Element] = []
        self._depth = {"asked": 0, "item": 0}
        """How many of the elements in `_kept_open` are asked about by name, and how many only as microdata."""
        self._flat: Element | None = None
        """The link or form beyond `MAX_DEPTH` that is open."""
        self._flat_level = 0
        self._skip_level = 0
        """How many elements are open with the outermost skipped one, 0 outside of all."""
        self._skip_from = 0
        """Where in the pieces that one began."""
        self._skip_name = ""
        self._pre_level = 0
        self._pre_from = 0
        self._hidden_from: list[int] = []
        self._starts: list[Element] = []
        self._ends: list[Element] = []

    def initialize_soup(self, soup: BeautifulSoup) -> None:
        """Beautiful Soup's word that it is ready."""
        super().initialize_soup(soup)
        self._soup = soup

    def prepare_markup(self, *args: Any, **kwargs: Any) -> Iterator[tuple[str, None, None, bool]]:
        """Nothing by way of Beautiful Soup, which would look for file names in it and copy it: `feed` has it."""
        yield "", None, None, False

    def set_up_substitutions(self, tag: Tag) -> bool:
        """None: what <meta charset> says is not written out again."""
        return False

    def feed(self, _: Any) -> None:
        """Parse; lxml is given UTF-8 by name, so that no <meta charset> decodes it again."""
        parser = etree.HTMLParser(target=self, encoding="utf-8")
        markup = self._markup.replace("\0", "").encode("utf-8", "replace")
        try:
            parser.feed(markup)
            parser.close()
        except etree.LxmlError:
            pass
        self._lay_out()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """lxml's event for a start tag."""
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise TooComplex(f"more than {MAX_ELEMENTS} elements")
        kept = None
        if name in _ASKED or (attributes and ("itemprop" in attributes or "itemscope" in attributes)):
            kept = self._keep(name, attributes)
        self._open.append(kept)
        may_hide = name in _MAY_SKIP or (attributes and ("hidden" in attributes or "style" in attributes))
        if may_hide and not self._skip_level and _hides(name, attributes):
            self._skip_level, self._skip_from, self._skip_name = len(self._open), len(self._pieces), name
        elif name in _SEPARATORS:
            self._pieces.append(_SEPARATORS[name])
            if name in _PREFORMATTED and not self._pre_level:
                self._pre_level, self._pre_from = len(self._open), len(self._pieces)
        if kept is not None:
            kept.shown = not self._skip_level
            self._kept_open.append(kept)
            self._depth[_family(kept)] += 1
            if kept.shown:
                self._pieces.append(_START)
                self._starts.append(kept)
            else:
                self._hidden_from.append(len(self._pieces))

    def end(self, name: str) -> None:
        """lxml's event for an end tag, written or implied; every start has one."""
        level = len(self._open)
        kept = self._open.pop()
        if level == self._flat_level:
            self._end_flat()
        if kept is not None:
            self._kept_open.pop()
            self._depth[_family(kept)] -= 1
            self._soup.popTag()
            if kept.shown:
                self._pieces.append(_END)
                self._ends.append(kept)
            else:
                start = self._hidden_from.pop()
                if name == "script":
                    kept.hidden_text = "".join(self._pieces[start:])
                elif name == "title" or "itemprop" in kept.attrs:
                    raw = "".join(self._pieces[start:])
                    kept.hidden_text = _RUN.sub(lambda run: _separator(run[0]), raw).strip(" \t\n")
        if level == self._pre_level:
            self._pieces[self._pre_from :] = ["".join(self._pieces[self._pre_from :]).replace("\n", _BREAK)]
            self._pre_level = 0
        if level == self._skip_level:
            del self._pieces[self._skip_from :]
            self._skip_level = 0
        elif name in _SEPARATORS:
            self._pieces.append(_SEPARATORS[name])

    def close(self) -> None:
        """lxml's event for the end of the page; also Beautiful Soup's."""

    def _keep(self, name: str, attributes: Mapping[str, str]) -> Element | None:
        """The element as an object of Beautiful Soup, if it is one of those that are asked about."""
        asked = name in _ASKED and (not _ASKED[name] or _ASKED[name] in attributes)
        if name == "script":
            asked = asked and "ld+json" in attributes["type"].lower()
        elif name == "link":
            asked = asked and "canonical" in attributes["rel"].lower()
        elif name == "img":
            asked = asked and bool(self._kept_open) and self._kept_open[-1].name in ("a", "button")
        named, asked = asked, asked or "itemprop" in attributes or "itemscope" in attributes
        if not asked or (self._skip_level and self._skip_name == "svg"):
            return None
        if name not in _CHILDLESS and self._depth["asked" if name in _ASKED else "item"] >= MAX_DEPTH:
            if named and name in _LEADS_ON and not self._skip_level and not _hides(name, attributes):
                self._start_flat(name, attributes)
            return None
        tag = self._soup.handle_starttag(name, None, None, attributes)
        assert isinstance(tag, Element)
        self.kept.append(tag)
        return tag

    def _start_flat(self, name: str, attributes: Mapping[str, str]) -> None:
        """A link or form that is kept with nothing in it but its text, and none of that of the next one."""
        self._end_flat()
        tag = self._soup.handle_starttag(name, None, None, attributes)
        assert isinstance(tag, Element)
        self._soup.popTag()
        self.kept.append(tag)
        self._pieces.append(_START)
        self._starts.append(tag)
        self._flat, self._flat_level = tag, len(self._open) + 1

    def _end_flat(self) -> None:
        if self._flat is not None:
            self._pieces.append(_END)
            self._ends.append(self._flat)
        self._flat, self._flat_level = None, 0

    def _lay_out(self) -> None:
        """Bring the pieces into canonical form, and give every kept element its place in it."""
        texts_and_runs = _RUN.split("".join(self._pieces))
        starts, ends = iter(self._starts), iter(self._ends)
        known: dict[str, tuple[int, str, int]] = {}
        out = [texts_and_runs[0].strip(" ") if len(texts_and_runs) == 1 else texts_and_runs[0].lstrip(" ")]
        length, end_of_text = len(out[0]), len(texts_and_runs) - 2
        for i in range(1, len(texts_and_runs), 2):
            run, text = texts_and_runs[i], texts_and_runs[i + 1]
            if run not in known:
                known[run] = run.count(_END), _separator(run), run.count(_START)
            ended, separator, started = known[run]
            for _ in range(ended):
                element = next(ends)
                element.span = Span(element.span.start, length)
            if length and (text or i < end_of_text):
                out.append(separator)
                length += len(separator)
            for _ in range(started):
                next(starts).span = Span(length, length)
            out.append(text)
            length += len(text)
        self.text = "".join(out)


def _family(element: Element) -> str:
    """Which depth an element counts in: a link that is also a property of an item is asked about as a link."""
    return "asked" if element.name in _ASKED else "item"


def _separator(run: str) -> str:
    """What a run of white space, breaks, tabs and places is in canonical text."""
    if _BREAK in run:
        return "\n"
    if _TAB in run:
        return "\t"
    return " " if run.strip(_START + _END) else ""


def _hides(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element hides what is in it."""
    return (
        name in _SKIPPED
        or "hidden" in attributes
        or (name == "dialog" and "open" not in attributes)
        or ("style" in attributes and HIDDEN_STYLE.search(attributes["style"]) is not None)
    )


def closed(xhtml: str) -> str:
    """XHTML for a parser of HTML, which takes `<script/>` for the start of a script that never ends.

    >>> closed('<script src="a.js" /><p/><br/>x')
    '<script src="a.js" ></script><p></p><br></br>x'
    """
    return _EMPTY.sub(r"<\1\2></\1>", xhtml)


_EMPTY = re.compile(r"<([A-Za-z][^\s<>/]*)(\s[^<>]*)?/>")


_WHITE = " \t\n\f\r"

LONGEST_TITLE = 100
"""Code points of the first line of a plain text that can be its title."""

_NO_TITLE_ENDS = tuple(".,;:!?…。，、！？：")
"""How a sentence ends, or a greeting, or what announces a list."""


def preformatted(text: str) -> str:
    """Plain text as HTML, each line a line of its own; the first is its heading where it reads like one.

    >>> preformatted("Cook\\n\\nPay: $20"), preformatted("Hi Ann,\\n\\nwe pay $20.")
    ('<h1>Cook</h1><pre>\\nPay: $20</pre>', '<pre>Hi Ann,\\n\\nwe pay $20.</pre>')
    """
    title, _, rest = text.lstrip(_WHITE).partition("\n")
    next_line = rest.lstrip(_WHITE)  # in lower case where the first was wrapped
    if next_line and not next_line[0].islower() and _is_title(title):
        return f"<h1>{escape(title, quote=False)}</h1><pre>{escape(rest, quote=False)}</pre>"
    return f"<pre>{escape(text, quote=False)}</pre>"


def _is_title(line: str) -> bool:
    """Whether the first line of a text stands for itself: neither a sentence nor a greeting nor an address."""
    return (
        len(line) <= LONGEST_TITLE
        and any(map(str.isalpha, line))
        and not line.rstrip(_WHITE).endswith(_NO_TITLE_ENDS)
        and "@" not in line
        and "://" not in line
    )
