"""Structured data of a page: JSON-LD blocks and microdata, in one shape."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

from server.document.elements import absolute
from server.document.html import Element, Page
from server.document.model import Incomplete, LinkedData
from server.messages import say

MAX_DEPTH = 64
"""Objects and lists inside one another. A JobPosting has some six levels; Python's stack has a thousand."""

MAX_DIGITS = 40
"""Of one whole number; a longer one stays a string, because Python spends quadratic time on it."""

_WRAPPING = re.compile(r"(?:<!--|-->|<!\[CDATA\[|\]\]>|//|/\*|\*/|[\s\ufeff;])*")
"""What boards put before the JSON: `/* <![CDATA[ */`, `<!--`."""

_ESCAPE = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|)')
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_LONE = re.compile("[\ud800-\udfff]")
_LAST_COMMA = re.compile(r",\s*(?=[}\]])")

_ADDRESSES = {
    **dict.fromkeys(("a", "area", "link"), "href"),
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    "object": "data",
}
_VALUES = {"data": "value", "meter": "value", "time": "datetime"}


def json_ld(page: Page) -> tuple[list[Any], list[Incomplete]]:
    """The values of all JSON-LD blocks in page order, and what could not be read of them."""
    values, broken = [], []
    for script in page.elements("script"):
        if not script.hidden_text.strip():
            continue
        try:
            value = _tolerant(script.hidden_text)
            _check_depth(value)
            if _ESCAPED_SURROGATE.search(script.hidden_text):
                value = _without_surrogates(value)
        except (ValueError, RecursionError) as error:
            if isinstance(error, json.JSONDecodeError):
                detail = say("incomplete.broken-json-ld", reason=str(error))
            else:
                detail = say("incomplete.nested-too-deeply")
            broken.append(Incomplete("broken-json-ld", detail))
        else:
            values.append(value)
    return values, broken


def strings(value: Any) -> Iterator[str]:
    """All strings in a value, the names of properties left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """The value with every string changed, the names of properties left out.

    >>> mapped({"title": "cook", "skills": ["soup", 7]}, str.title)
    {'title': 'Cook', 'skills': ['Soup', 7]}
    """
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [mapped(one, change) for one in value]
    if isinstance(value, dict):
        return {name: mapped(one, change) for name, one in value.items()}
    return value


def microdata(page: Page, base: str | None) -> tuple[LinkedData, ...]:
    """The items of a page that are not part of other items, in page order."""
    items: dict[int, dict[str, Any]] = {}
    whole: list[LinkedData] = []
    for element in page.kept:
        names = str(element.attrs.get("itemprop", "")).split()
        if "itemscope" in element.attrs:
            value: Any = {}
            if types := [_schema_name(name) for name in str(element.attrs.get("itemtype", "")).split()]:
                value["@type"] = types[0] if len(types) == 1 else types
            items[id(element)] = value
        elif names:
            value = _value(element, page.text, base)
        else:
            continue
        owner = next((items[id(parent)] for parent in element.parents if id(parent) in items), None)
        if names and owner is not None:
            for name in names:
                _add(owner, _schema_name(name), value)
        elif "itemscope" in element.attrs:
            whole.append(LinkedData(value, "microdata"))
    return tuple(whole)


def _tolerant(text: str) -> Any:
    r"""The value of JSON as boards write it. Raises `json.JSONDecodeError` with the first thing that is wrong.

    >>> _tolerant('<!-- {"title": "Cook", "text": "a\nb"} -->'), _tolerant("[1, 2,];"), _tolerant('{"pay": NaN}')
    ({'title': 'Cook', 'text': 'a\nb'}, [1, 2], {'pay': None})
    >>> _tolerant(r'{"text": "it\'s"}'), _tolerant("{&quot;a&quot;: 1}")
    ({'text': "it\\'s"}, {'a': 1})
    """
    first: json.JSONDecodeError | None = None
    for mend in (lambda text: text, unescape, _well_formed):
        text = mend(text)
        wrapping = _WRAPPING.match(text)
        try:
            value, _ = _DECODER.raw_decode(text, wrapping.end() if wrapping else 0)
        except json.JSONDecodeError as error:
            first = first or error
        else:
            return value
    assert first is not None
    raise first


def _well_formed(text: str) -> str:
    """JSON without the two commonest faults: a comma after the last member, a backslash that escapes nothing."""
    return _LAST_COMMA.sub("", _ESCAPE.sub(lambda match: match[0] if match[1] else r"\\", text))


def _without_surrogates(value: Any) -> Any:
    """The value with U+FFFD for lone surrogates, which JSON can write and UTF-8 cannot."""
    written = json.dumps(value, ensure_ascii=False)
    return json.loads(_LONE.sub("\ufffd", written)) if _LONE.search(written) else value


def _whole_number(digits: str) -> int | str:
    return int(digits) if len(digits) <= MAX_DIGITS else digits


def _number(written: str) -> float | None:
    value = float(written)
    return value if math.isfinite(value) else None


_DECODER = json.JSONDecoder(
    strict=False, parse_int=_whole_number, parse_float=_number, parse_constant=lambda name: None
)


def _check_depth(value: Any) -> None:
    """Raise `RecursionError` for a value that a recursive reader could not walk."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise RecursionError


def _schema_name(name: str) -> str:
    """A type or property as JSON-LD writes it: without the address of schema.org.

    >>> _schema_name("http://schema.org/JobPosting"), _schema_name("https://acme.example/Thing")
    ('JobPosting', 'https://acme.example/Thing')
    """
    return re.sub(r"^https?://(?:www\.)?schema\.org/", "", name, flags=re.IGNORECASE)


def _value(element: Element, text: str, base: str | None) -> str:
    """What a property element says: its `content`, its address, its machine-readable value, else its text."""
    attributes = element.attrs
    if "content" in attributes:
        return str(attributes["content"])
    if (name := _ADDRESSES.get(element.name)) and name in attributes:
        return absolute(str(attributes[name]), base)
    if (name := _VALUES.get(element.name)) and name in attributes:
        return str(attributes[name])
    return text[slice(*element.span)] if element.shown else element.hidden_text


def _add(item: dict[str, Any], name: str, value: Any) -> None:
    """Add a value to a property; the second makes it a list."""
    if name not in item:
        item[name] = value
    elif isinstance(item[name], list):
        item[name].append(value)
    else:
        item[name] = [item[name], value]
