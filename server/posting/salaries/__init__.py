"""Which money on a page is pay: its kind, the band it is for, and where the page states it.

`money` finds every statement of money; here the words around each one (`context`), its place on the page
(`headline`) and the country (`country`) decide. Structured data are read by `linked`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from server.document.model import Document, Incomplete, Span
from server.messages import say
from server.posting import money, plausible
from server.posting.model import Evidence, JobPosting, Origin, Pay, Period
from server.posting.money import Money
from server.posting.money.territories import currency_of
from server.posting.salaries import headline, linked
from server.posting.salaries.context import Reader, Verdict
from server.posting.salaries.country import country, evidence
from server.posting.salaries.headline import Layout
from server.posting.salaries.labels import label

SHARED_SIGNS = frozenset("$＄")
"""Signs that the country of a band decides, not only that of the page."""

MOST = 60
"""Statements of pay kept. The largest table of bands seen has 30; more is a page about something else."""

MOST_FIGURES = 600
"""Statements of money weighed. The richest postings hold some dozens; more is a list, a data file or an attack."""


MANY_FIGURES = Incomplete("many-figures", say("incomplete.many-figures"))


def read(document: Document, structured: Sequence[JobPosting]) -> tuple[tuple[Pay, ...], tuple[Incomplete, ...]]:
    """Every statement of pay on the page, in page order, those of its structured data last; and what was not read.

    Where the page lists several postings, the structured data of all are left out: nothing tells which is meant.
    """
    text, page = document.text, headline.layout(document)
    own = text[: page.end]
    place = country(document, structured, text[page.summary.start : page.summary.end], own)
    code = place[0] if place else None
    every = money.find(own, language=document.language, country=code)
    is_cut = len(every) > MOST_FIGURES or money.is_cut(own)
    found = list(every[:MOST_FIGURES])
    found = _with_bare_figure(found, headline.bare_figure(text, page.summary))
    reader = Reader(document, found)
    pays: list[Pay] = []
    badge = next((reader.sentences.line(each.span.start) for each in found if _within(each.span, page.summary)), None)
    for at, each in enumerate(found):
        origin = _origin(each.span, badge, page)
        pay = _pay(reader, at, origin, code)
        if pay and not any(_repeats(pay, said) for said in pays):
            pays.append(pay)
        if len(pays) == MOST:
            is_cut = True
            break
    pays += _of_title(document, pays, code)
    return (*pays, *_of_data(structured)), (MANY_FIGURES,) if is_cut else ()


def _of_data(structured: Sequence[JobPosting]) -> list[Pay]:
    """Pay in the structured data, each statement once: many pages give one posting as JSON-LD and as microdata."""
    if len({str(job.value.get("title")) for job in structured}) > 1:
        return []
    pays = [pay for job in structured for pay in linked.read(job)]
    return list({(pay.min, pay.max, pay.currency, pay.period): pay for pay in pays}.values())[:MOST]


def _repeats(pay: Pay, said: Pay) -> bool:
    """Whether a statement of the text says word for word what an earlier one says: pages show a box of facts twice."""
    return (pay.written, pay.label, pay.kind, pay.period, pay.currency, pay.origin, "text") == (
        *(said.written, said.label, said.kind, said.period, said.currency, "text", said.origin),
    )


def _pay(reader: Reader, at: int, origin: Origin, code: str | None) -> Pay | None:
    """The statement of pay that a figure is, or None."""
    each = reader.money[at]
    verdict = reader.verdict(at)
    text = reader.document.text
    spoiled = any(said.span and said.span.end <= each.span.start for said in verdict.evidence)
    placed = origin == "headline" and (not spoiled or headline.has_money_sign(text, each.span))
    if verdict.kind is None and not placed and not (origin == "title" and _is_of_title(each, verdict)):
        return None
    currency, settled = _currency(each, text, reader.sentences.around(each.span), code)
    kind = verdict.kind or "unknown"
    settles = kind not in ("bonus", "equity") and (origin != "text" or bool(verdict.evidence) or each.bound == "range")
    period, told = _period(each, currency) if settles else (each.period, ())
    return Pay(
        low=each.low,
        high=each.high,
        currency=currency,
        period=period,
        kind=kind,
        origin=origin,
        span=each.span,
        written=each.written,
        label=label(text, reader.sentences.line(each.span.start), each.span),
        high_first=each.high_first,
        evidence=(*each.evidence, *settled, *told, *verdict.evidence),
    )


def _is_of_title(each: Money, verdict: Verdict) -> bool:
    """Whether a figure that no word of a title names is pay: "Welder, £38k", but not "Manager, $2B fund"."""
    figure = each.low or each.high
    likely = plausible.likely(figure.value, each.currency or plausible.DOLLARS) if figure else ()
    return bool(each.currency_sign and likely and not verdict.evidence)


def _with_bare_figure(found: list[Money], bare: Money | None) -> list[Money]:
    """The badge's bare number in its place among the figures, unless it is one of them."""
    if bare is None or any(each.span.start < bare.span.end and bare.span.start < each.span.end for each in found):
        return found
    return sorted([*found, bare], key=lambda each: each.span.start)


def _origin(figure: Span, badge: Span | None, page: Layout) -> Origin:
    """Where a figure stands. Of the summary only the first line with pay is the headline: postings begin there too."""
    if _within(figure, page.title):
        return "title"
    return "headline" if badge is not None and _within(figure, badge) else "text"


def _currency(each: Money, text: str, sentence: Span, code: str | None) -> tuple[str | None, tuple[Evidence, ...]]:
    """The currency, with the places that the sentence names taken into account.

    A bare "$" beside "Colorado" is a US dollar even where the page names other countries as well; beside "Canada" on
    a page of the United States it may be either dollar, and is left open.
    """
    if not each.currency_sign and each.currency is None and code:
        return currency_of(code), (Evidence("currency", f"country {code}", None),)
    if each.currency_sign not in SHARED_SIGNS or any(e.about == "currency" and e.span for e in each.evidence):
        return each.currency, ()
    places = evidence(text[sentence.start : sentence.end])
    if set(places) == {"US"}:
        return "USD", (Evidence("currency", places["US"], None),)
    if places and code not in places:
        return None, ()
    return each.currency, ()


def _period(each: Money, currency: str | None) -> tuple[Period | None, tuple[Evidence, ...]]:
    """The period, by the size of the figure where nothing states it for certain and only one can be meant."""
    figure = each.low or each.high
    stated = any(e.about == "period" and e.span for e in each.evidence)
    if figure and (each.high or figure).malformed is None and not stated:
        meant = plausible.meant(figure.value, currency)
        if meant:
            return meant, (Evidence("period", "size of the figure", None),)
    return each.period, ()


def _of_title(document: Document, pays: Sequence[Pay], code: str | None) -> list[Pay]:
    """Pay in the <title>, which no reader sees on the page, unless the page shows the same."""
    title = document.title or ""
    if not re.search(r"\d\d|\d ?[kK]", title):
        return []
    shown = {(pay.min, pay.max) for pay in pays}
    nowhere = Span(0, 0)
    return [
        Pay(
            low=replace(each.low, span=nowhere) if each.low else None,
            high=replace(each.high, span=nowhere) if each.high else None,
            currency=each.currency,
            period=each.period,
            kind="unknown",
            origin="title",
            span=None,
            written=each.written,
            high_first=each.high_first,
            evidence=tuple(replace(e, span=e.span and nowhere) for e in each.evidence),
        )
        for each in money.find(title, language=document.language, country=code)
        if (each.currency_sign and (each.bound == "range" or each.period))
        and (each.low.value if each.low else None, each.high.value if each.high else None) not in shown
    ]


def _within(span: Span, zone: Span) -> bool:
    return zone.start <= span.start and span.end <= zone.end and span.start < span.end
