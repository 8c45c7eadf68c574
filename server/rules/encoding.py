"""Text that was damaged on its way to the page, and text that is not what it seems."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice, pairwise
from typing import NamedTuple

from server.document import mojibake as repairing
from server.document.model import Document, Repair, Span
from server.document.mojibake.lossy import A_BYTE_LOST, FIRST_BYTE_LOST
from server.messages import Listed, Message, say
from server.posting.model import Posting
from server.rules.model import Finding, Rule, rule

MOST = 6
"""How many findings one rule makes of one page before it sums up the rest: what fits a popup."""

MOST_RELATED = 20
"""How many places the summing up points to."""

ENOUGH = 2000
"""How many damages of one kind are looked at: a page with more is told the same."""

NEAR = 60
"""Two damaged places at most this many characters apart on one line are told together."""

NEAR_WORDS = 2
"""And at most this many healthy words, none of them with a digit: what is damaged should be easy to see."""

MANY = 10
"""More places of HTML code than this are one thing: a page that shows its source."""

LONGEST = 160
"""No stretch that is told together grows beyond this many characters: it is quoted as a whole."""

_WORD_REACH = 30
"""How far a damaged place is widened to take in the whole word."""


class Place(NamedTuple):
    """A damaged stretch of `Document.text`, and how many single damages it holds."""

    span: Span
    damages: int


def _words(text: str, span: Span) -> Span:
    """`span` widened to white space at both ends."""
    start, end = span
    first, last = max(0, start - _WORD_REACH), min(len(text), end + _WORD_REACH)
    while start > first and not text[start - 1].isspace():
        start -= 1
    while end < last and not text[end].isspace():
        end += 1
    return Span(start, end)


def _together(text: str, spans: Iterable[Span]) -> list[Place]:
    """Neighbouring stretches of one line as one, each widened to whole words.

    >>> _together("we’re sure you’ll fit\\nin", [Span(2, 3), Span(14, 15)])
    [Place(span=Span(start=0, end=17), damages=2)]
    """
    places: list[Place] = []
    for span in spans:
        wide = _words(text, span)
        if places:
            (start, end), damages = places[-1]
            if wide.end - start <= LONGEST and _near(text[end : wide.start]):
                places[-1] = Place(Span(start, max(end, wide.end)), damages + 1)
                continue
        places.append(Place(wide, 1))
    return places


def _near(between: str) -> bool:
    """Whether what stands between two damaged places is little enough to tell them together.

    >>> _near(" sure "), _near(" 401775.0 "), _near(" who bake the bread ")
    (True, False, False)
    """
    return (
        len(between) <= NEAR
        and "\n" not in between
        and len(between.split()) <= NEAR_WORDS
        and not any(char.isdigit() for char in between)
    )


def _quoted(text: str) -> str:
    """`text` on one line, cut where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 90 else f"{flat[:89]}…"


def _placed(document: Document) -> Iterator[tuple[Span, Repair]]:
    """The repairs of the visible text, with where each stands in `Document.text`."""
    shift = 0
    for repair in document.repairs:
        if repair.span is not None:
            start = repair.span.start + shift
            yield Span(start, start + len(repair.text)), repair
            shift += len(repair.text) - len(repair.broken)


def _is_mojibake(repair: Repair) -> bool:
    return repair.steps[0].startswith("UTF-8")


def _happened(steps: tuple[str, ...]) -> Message:
    """What went wrong, one step after the other.

    >>> _happened(("UTF-8 text read as windows-1252", "UTF-8 text read as windows-1252"))
    'UTF-8 text read as windows-1252, twice'
    """
    told = say("misread.once", encoding=_encoding(steps[0]))
    for before, step in pairwise(steps):
        if step in _LOSSES:
            told = say(_LOSSES[step], before=told)
        elif step == before:
            told = say("misread.again", before=told)
        else:
            told = say("misread.then", before=told, encoding=_encoding(step))
    return told


_LOSSES = {A_BYTE_LOST: "misread.byte-lost", FIRST_BYTE_LOST: "misread.first-byte-lost"}


def _encoding(step: str) -> str:
    return step.removeprefix("UTF-8 text read as ")


@rule(
    "encoding/mojibake",
    severity="warning",
    bad=(
        "# Night Baker\n\nWeâ€™re baking for â‚¬2.400 a month.",
        "<title>DÃ©veloppeur chez Northwind</title><p>Poste à pourvoir.</p>",
        "Wir suchen eine KÃƒÂ¼chenhilfe fÃƒÂ¼r unser CafÃƒÂ©.",
    ),
    good=(
        "We’re baking for €2.400 a month. © Northwind Bakery™",
        "TURNOS: MANHÃ E TARDE. ORGANIZAÇÃO E LIMPEZA.",
        'You find out why a page shows "Ã©" and mend it.',
        "Мы ищем пекаря в «Северный ветер». Её работа — хлеб.",
    ),
)
def mojibake(posting: Posting) -> Iterator[Finding]:
    """Letters, quotes or emoji that were decoded wrongly and now show as several odd characters.

    Why it matters: The text was copied from somewhere by a program that did not check it. Pay figures and addresses
    are read from the repaired text, and what else that program got wrong is worth a look.

    Example: "weâ€™re hiring in ZÃ¼rich" should read "we’re hiring in Zürich".

    Not flagged: Healthy text in any language and script, signs such as © and ™, drawings made of lines, and a
    single quoted example of such damage.
    """
    document = posting.document
    mended = [
        (span, repair)
        for span, repair in _placed(document)
        if _is_mojibake(repair)
        and set(repair.text) != {"\ufffd"}  # a character that was lost before that is told as lost
    ]
    places = _together(document.text, [span for span, _ in mended])
    told = (repair for _, repair in mended)
    yield from _told(
        places,
        lambda place: _garbled(document, place, list(islice(told, place.damages))),
        "encoding/mojibake",
    )
    if outside := [repair for repair in document.repairs if repair.span is None and _is_mojibake(repair)]:
        yield _garbled_outside(outside)


def _garbled(document: Document, place: Place, repairs: list[Repair]) -> Finding:
    steps = max((repair.steps for repair in repairs), key=len)
    broken = document.page_text[slice(*document.on_page(place.span))]
    good = document.text[slice(*place.span)]
    certain = all(repair.certain for repair in repairs)
    return Finding(
        place.span,
        say(
            "encoding/mojibake.certain" if certain else "encoding/mojibake.probable",
            broken=_quoted(broken),
            good=_quoted(good),
            steps=_happened(steps),
        ),
        data={"steps": list(steps), "count": len(repairs), "broken": broken, "repaired": good},
        replacements=(good,),
        certainty="certain" if certain else "review",
    )


_OUTSIDE = ("title", "meta", "attribute", "structured")
"""Where `Repair.where` can be beside the text, in the order in which it is told."""


def _garbled_outside(repairs: list[Repair]) -> Finding:
    """One finding for all that is garbled beside the visible text."""
    steps = max((repair.steps for repair in repairs), key=len)
    wheres = [say(f"beside.{where}") for where in _OUTSIDE if any(repair.where == where for repair in repairs)]
    first = repairs[0]
    return Finding(
        None,
        say(
            "encoding/mojibake.behind",
            count=len(wheres),
            places=Listed(tuple(wheres)),
            broken=_quoted(_around(first.broken, first.text)),
            good=_quoted(_around(first.text, first.broken)),
            steps=_happened(steps),
        ),
        title=say("encoding/mojibake.title-behind"),
        data={
            "steps": list(steps),
            "count": len(repairs),
            "where": sorted({repair.where for repair in repairs}),
            "broken": first.broken,
            "repaired": first.text,
        },
        replacements=(first.text,) if len(repairs) == 1 else (),
        certainty="certain" if all(repair.certain for repair in repairs) else "review",
    )


def _around(text: str, other: str) -> str:
    """The part of a long `text` that begins shortly before its first difference to `other`."""
    differs = next((at for at, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), 0)
    return text if len(text) <= 80 else text[max(0, differs - 20) : differs + 60]


def _told(
    places: list[Place], tell: Callable[[Place], Finding], id: str, *, singly: int = MOST - 1
) -> Iterator[Finding]:
    """A finding for each of the first places, as many as `singly`, and one for the rest of them where they are many."""
    if len(places) <= MOST:
        yield from map(tell, places)
        return
    yield from map(tell, places[:singly])
    rest = places[singly:]
    first = tell(rest[0])
    yield replace(
        first,
        message=say(f"{id}.more" if singly else f"{id}.all", count=len(rest)),
        data={"count": sum(place.damages for place in rest)},
        related=tuple((say("label.here-too"), place.span) for place in rest[1:MOST_RELATED]),
    )


_LOST = re.compile("\ufffd+")


@rule(
    "encoding/replacement-character",
    severity="info",
    bad=(
        "Send your r\ufffdsum\ufffd to the bakery.",
        "We don?t ask for experience, and you?ll learn on the job.",
    ),
    good=(
        "Send your résumé to the bakery. Why not? Because?",
        "https://jobs.northwind.example/list?t=1&s=2",
    ),
)
def replacement_character(posting: Posting) -> Iterator[Finding]:
    """Characters that were lost on the way: � or ? stands in their place.

    Why it matters: What stood there can be a letter, a currency sign or a digit. A figure or an address beside it may
    be wrong.

    Example: "we don�t" was "we don’t"; in "r�sum�" two letters are gone.

    Not flagged: Question marks at the end of a sentence or in an address.
    """
    document = posting.document
    guessed = {span for span, repair in _placed(document) if not _is_mojibake(repair)}
    guessed |= {guess.span for guess in islice(repairing.apostrophes(document.text), ENOUGH)}
    lost = [Span(*match.span()) for match in islice(_LOST.finditer(document.text), ENOUGH)]
    places = _together(document.text, sorted([*guessed, *lost]))
    yield from _told(places, lambda place: _lost(document, place), "encoding/replacement-character")


def _lost(document: Document, place: Place) -> Finding:
    shown = document.page_text[slice(*document.on_page(place.span))]
    good = _with_apostrophes(document.text[slice(*place.span)])
    if "\ufffd" in good:
        message = say("encoding/replacement-character.lost", broken=_quoted(shown))
        return Finding(place.span, message, data={"count": place.damages, "broken": shown})
    return Finding(
        place.span,
        say("encoding/replacement-character.guessed", broken=_quoted(shown), good=_quoted(good)),
        data={"count": place.damages, "broken": shown},
        replacements=(good,),
        certainty="review",
    )


def _with_apostrophes(text: str) -> str:
    """
    >>> _with_apostrophes("don?t")
    'don’t'
    """
    for guess in reversed(list(repairing.apostrophes(text))):
        text = text[: guess.span.start] + guess.text + text[guess.span.end :]
    return text


_ENTITY = re.compile("&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});(?:[A-Za-z0-9#]{1,31};)*")
"""`&mdash;`, and what was escaped more than once: `&amp;mdash;`."""

_TAG = re.compile(
    r"</?(br|p|li|ul|ol|strong|b|em|i|u|div|span|h[1-6]|font)(?:\s[^<>\n]{0,200})?/?>",
    re.IGNORECASE,
)

_UNESCAPES = 5
"""How often text is unescaped to find what it says: three times has been seen."""


@rule(
    "encoding/double-escaped-entity",
    severity="info",
    bad=(
        "<p>Early shift &amp;mdash; bread &amp;amp; rolls</p>",
        "<p>We offer:&lt;br&gt;- bread&lt;br&gt;- rolls</p>",
        "<p>&lt;strong&gt;Your tasks&lt;/strong&gt; include baking.</p>",
    ),
    good=(
        "<p>Early shift &mdash; bread &amp; rolls at B&amp;B</p>",
        "You know when to use `<section>` rather than `<div>`, and that a `<p>` ends a `<p>`.",
        "<p>Apply at https://jobs.northwind.example/?job=1&amp;copy=2</p>",
    ),
)
def double_escaped_entity(posting: Posting) -> Iterator[Finding]:
    """Character codes or tags of HTML that readers see as text: "&mdash;", "<br>".

    Why it matters: A program copied the text without understanding it. Lists and paragraphs may have run together, so
    that a figure no longer stands beside what it belongs to.

    Example: "Salary &ndash; &pound;30,000" should read "Salary – £30,000".

    Not flagged: Tags that a posting for web developers talks about, code, and addresses with "&" in them.
    """
    text = posting.document.text
    spans = islice(chain(_entities(text), _tags(text)), ENOUGH)
    places = _together(text, sorted(_with_neighbours(text, span) for span in spans))
    singly = MOST - 1 if len(places) <= MANY else 0
    yield from _told(places, lambda place: _escaped(text, place), "encoding/double-escaped-entity", singly=singly)


def _escaped(text: str, place: Place) -> Finding:
    shown = text[slice(*place.span)]
    good = _unescaped(shown)
    return Finding(
        place.span,
        say("encoding/double-escaped-entity.code", broken=_quoted(shown), good=_quoted(good)),
        data={"count": place.damages, "broken": shown, "repaired": good},
        replacements=(good,),
    )


def _with_neighbours(text: str, span: Span) -> Span:
    """`span` with a space on either side, so that widening takes in the words beside an entity that stands alone."""
    return Span(
        span.start - (text[span.start - 1 : span.start] == " "), span.end + (text[span.end : span.end + 1] == " ")
    )


def _entities(text: str) -> Iterator[Span]:
    for match in _ENTITY.finditer(text):
        start = match.start()
        token = text[max(0, start - 200) : start].rsplit(maxsplit=1)[-1:] if start and text[start - 1] > " " else []
        if html.unescape(match[0]) != match[0] and not any("://" in part or "?" in part for part in token):
            yield Span(*match.span())


def _tags(text: str) -> Iterator[Span]:
    """Tags that mark text up: in pairs, or line breaks that stand more than once or are glued to a word."""
    tags = list(_TAG.finditer(text))
    written = Counter(match[0].lower() for match in tags)
    closed = {match[1].lower() for match in tags if match[0][1] == "/"}
    opened = {match[1].lower() for match in tags if match[0][1] != "/"}
    for match in tags:
        name = match[1].lower()
        glued = text[match.start() - 1 : match.start()].isalnum() or text[match.end() : match.end() + 1].isalnum()
        if name in closed & opened or (name == "br" and (glued or written[match[0].lower()] > 1)):
            yield Span(*match.span())


def _unescaped(text: str) -> str:
    """What `text` says to a browser, as often as it was escaped.

    >>> _unescaped("bread &amp;amp; rolls<br/>&pound;9")
    'bread & rolls £9'
    """
    for _ in range(_UNESCAPES):
        before, text = text, _ENTITY.sub(lambda match: html.unescape(match[0]), text)
        if text == before:
            break
    return _TAG.sub(lambda match: " " if match[1].lower() in ("br", "p", "li", "div") else "", text).strip()


_INVISIBLE = re.compile("[\u200b-\u200d\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069\U000e0020-\U000e007f]+")
_OVERRIDES = frozenset("\u202d\u202e")
_TAGS = re.compile("[\U000e0020-\U000e007f]")
_FLAG = "\U0001f3f4"
"""A black flag followed by tag characters is the flag of Scotland, Wales or England."""

_LATIN_ETC = re.compile("[0-9A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]")
"""Figures and letters of scripts whose words hold no joiners."""

_ADDRESS = re.compile(r"@|://|\bwww\.|\w\.[a-z]{2,}")


@rule(
    "encoding/invisible-characters",
    severity="info",
    bad=(
        "Write to jobs@north\u200bwind.example and we will answer.",
        "Pay: \u202e000,09\u202c a year",
        "The sal\u200bary is $90\u200b,000 a year.",
    ),
    good=(
        "Bakers\u200b wanted.\u200b \u200b",
        "نان‌پز می‌خواهیم",
        "Family 👨\u200d👩\u200d👧 friendly. हम क्\u200dष",
        "From 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f with flour",
        "\ufeffA soft hy\u00adphen is fine.",
    ),
)
def invisible_characters(posting: Posting) -> Iterator[Finding]:
    """Characters that cannot be seen, inside a word, a figure or an address, or that turn the order of letters around.

    Why it matters: What you copy is not what you see: an address with an invisible character in it leads elsewhere or
    nowhere, and text can be shown in another order than it is written.

    Example: "jobs@north​wind.example" with a zero-width space after "north".

    Not flagged: Zero-width spaces between words or at the end of a line, the joiners of emoji and of scripts such as
    Persian and Hindi, soft hyphens, and a byte order mark at the start.
    """
    text = posting.document.text
    hits: dict[Span, str] = {}
    for match in islice(_INVISIBLE.finditer(text), ENOUGH):
        if kind := _hidden(text, *match.span(), match[0]):
            hits[Span(*match.span())] = kind
    kinds = iter(hits.values())
    yield from _told(
        _together(text, hits),
        lambda place: _unseen(text, place, min(islice(kinds, place.damages), key=_HIDDEN.index)),
        "encoding/invisible-characters",
    )


def _unseen(text: str, place: Place, kind: str) -> Finding:
    shown = text[slice(*place.span)]
    clean = _INVISIBLE.sub("", shown)
    return Finding(
        place.span,
        say(f"encoding/invisible-characters.{kind}", text=_quoted(clean)),
        data={"count": place.damages, "characters": _code_points(shown)},
        replacements=(clean,),
        severity="warning" if kind in ("reversed", "address") else None,
    )


def _code_points(text: str) -> list[str]:
    return sorted({f"U+{ord(char):04X}" for run in _INVISIBLE.findall(text) for char in run})


_HIDDEN = ("reversed", "address", "tagged", "figure", "word")
"""What kinds of place are told, the gravest first."""


def _hidden(text: str, start: int, end: int, run: str) -> str | None:
    """What kind of place invisible characters stand in, where they have no business there: one of `_HIDDEN`."""
    if _OVERRIDES & set(run):
        return "reversed"
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if _TAGS.search(run):
        return None if before == _FLAG else "tagged"
    if not (_LATIN_ETC.fullmatch(before) or before in tuple(".,@-/")) or not (
        _LATIN_ETC.fullmatch(after) or after in tuple(".,@-/")
    ):
        return None
    word = _INVISIBLE.sub("", text[slice(*_words(text, Span(start, end)))])
    if _ADDRESS.search(word):
        return "address"
    if all(char.isdigit() or char in ".," for char in (before, after)) and (before + after).strip(".,"):
        return "figure"
    return "word" if before.isalpha() and after.isalpha() else None


@rule(
    "encoding/wrong-charset",
    severity="info",
    bad=('<meta charset="windows-1251"><p>Wir backen für Zürich, täglich, schön früh.</p>',),
    good=('<meta charset="utf-8"><p>Wir backen für Zürich.</p>',),
)
def wrong_charset(posting: Posting) -> Iterator[Finding]:
    """A page that names one encoding for its text and is written in another.

    Why it matters: Every program that believes the page garbles its letters and signs. Here the text was read in the
    encoding that fits, so nothing is lost.

    Example: A page that says "charset=iso-8859-1" and is UTF-8.

    Not flagged: Names that browsers take for the same encoding, such as iso-8859-1 for windows-1252, and pages that
    name none.
    """
    document = posting.document
    if document.declared_encoding:
        yield Finding(
            None,
            say("encoding/wrong-charset.misnamed", declared=document.declared_encoding, encoding=document.encoding),
            data={"declared": document.declared_encoding, "encoding": document.encoding},
        )


RULES: tuple[Rule, ...] = (
    mojibake,
    replacement_character,
    double_escaped_entity,
    invisible_characters,
    wrong_charset,
)
"""In the order in which their findings are told."""
