"""Findings to a report: the one shape that every client reads, as `docs/report.md` promises it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any, Literal, TypeAlias, overload

from pydantic import ConfigDict, TypeAdapter

from server import RULESET, __version__
from server.document.linked_data import mapped
from server.document.model import Document, Incomplete, Span
from server.document.selectors import Target, target
from server.messages import Amounts, Argument, Listed, Message, amount, english, say
from server.posting import units
from server.posting.model import Contact, Pay, Policy, Posting
from server.rules import Outcome, Verdict
from server.rules.model import Certainty, Finding, Severity

SEVERITIES: tuple[Severity, ...] = ("serious", "warning", "info")
"""Worst first."""

MAX_ANNOTATIONS = 500
"""The worst are told; what is left out is said in `incomplete`. Nobody reads more of one page."""

MAX_PLACE = 1000
"""Code points of a place on the page: of a longer one, the beginning is told."""

MAX_NAME = 300
"""Characters of a title, a name, a label; a longer one is cut, with "…"."""

MAX_TEXT = 2000
"""Characters of any other string that a page gave; a longer one is cut, with "…"."""

DECIMALS = 4
"""Of money: what a client can take for an amount."""

MAX_DIGITS = 30
"""Of money before the point; more are no amount."""

DESCRIBED = ConfigDict(use_attribute_docstrings=True)
"""The docstrings below are the descriptions in the OpenAPI document."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What made the report."""

    name: str = "grain-of-salt"
    version: str = __version__
    ruleset: str = RULESET
    """Rises whenever the same page could get another report."""


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """How the bytes were read."""

    __pydantic_config__ = DESCRIBED

    content_type: str
    encoding: str
    """WHATWG name, lower case."""
    encoding_source: Literal["bom", "header", "meta", "detected", "default"]
    """What decided the encoding."""
    language: str | None
    """BCP 47 tag that the page declares."""
    length: int
    """Code points of the text as the page shows it."""
    text: str | None = None
    """The repaired text; only with `include=text`."""
    page_text: str | None = None
    """The text as the page shows it, which all targets point into; only with `include=text`."""


@dataclass(frozen=True, slots=True)
class EmployerReport:
    """Who offers the work, as far as the page says so."""

    name: str | None
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Salary:
    """One statement of pay. Money is a decimal string in units of the currency."""

    __pydantic_config__ = DESCRIBED

    origin: Literal["headline", "text", "structured", "title"]
    min: str | None
    """Equal to `max` for a single figure; null where open-ended."""
    max: str | None
    currency: str | None
    """ISO 4217; null where the page does not say."""
    period: Literal["hour", "day", "week", "month", "year"] | None
    min_per_year: str | None
    """With 2,080 hours, 260 days, 52 weeks or 12 months of work in a year."""
    max_per_year: str | None
    kind: Literal["base", "total", "ote", "bonus", "equity", "unknown"]
    label: str | None
    """The city, level or zone that the band is for."""
    target: Target | None


@dataclass(frozen=True, slots=True)
class DomainPolicy:
    """Where the employer says that its mail comes from, or its jobs are."""

    __pydantic_config__ = DESCRIBED

    scope: Literal["email", "site"]
    domains: tuple[str, ...]
    rejected: tuple[str, ...]
    """Domains that the employer names as not its own."""
    exclusive: bool
    """Whether the posting says that nothing else is legitimate."""
    target: Target | None


@dataclass(frozen=True, slots=True)
class ContactReport:
    """A way to reach somebody that the posting shows."""

    kind: Literal["email", "link", "form", "messenger", "phone"]
    value: str
    domain: str | None
    role: Literal["apply", "contact", "mention", "example"]
    target: Target | None


@dataclass(frozen=True, slots=True)
class PostingReport:
    """The facts that were read."""

    __pydantic_config__ = DESCRIBED

    title: str | None
    employer: EmployerReport
    salaries: tuple[Salary, ...]
    domain_policy: tuple[DomainPolicy, ...]
    contacts: tuple[ContactReport, ...]
    recognised: bool | None = None
    """Whether the page reads like a job posting; null where there is too little text to tell."""


@dataclass(frozen=True, slots=True)
class NumberSaid:
    """A number in a message."""

    __pydantic_config__ = DESCRIBED

    number: str
    """Decimal string with the digits to be shown: `"52.50"`."""


@dataclass(frozen=True, slots=True)
class DateSaid:
    """A day in a message."""

    __pydantic_config__ = DESCRIBED

    date: str
    """ISO 8601."""


@dataclass(frozen=True, slots=True)
class AmountsSaid:
    """An amount of money, or a range, in a message."""

    __pydantic_config__ = DESCRIBED

    amounts: tuple[str, ...]
    """One or two decimal strings with the digits to be shown, lower first."""
    sign: str
    """The currency as the page writes it; empty where it writes none, or a code or word."""
    currency: str | None
    """ISO 4217, where it is to be said."""


@dataclass(frozen=True, slots=True)
class ListSaid:
    """Several things in one gap of a message."""

    __pydantic_config__ = DESCRIBED

    list: tuple[Said, ...]
    type: Literal["conjunction", "disjunction", "unit"]
    """As `Intl.ListFormat` has it: and, or, neither."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How an English text was made, so that a client can say it in another language."""

    __pydantic_config__ = DESCRIBED

    id: str
    """The message in the catalogue, `server/data/messages.toml`."""
    args: dict[str, Said]
    """What fills its gaps. A string is a quotation or name and stays as it is; the whole number `count` selects the
    plural form."""


Said: TypeAlias = str | int | NumberSaid | DateSaid | AmountsSaid | ListSaid | Wording


@dataclass(frozen=True, slots=True)
class AnnotationWording:
    """How title and message were made."""

    title: Wording
    message: Wording


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to an annotation."""

    label: str
    target: Target | None
    wording: Wording
    """Of the label."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One odd thing, at its place, with the reason."""

    __pydantic_config__ = DESCRIBED

    id: str
    rule: str
    severity: Severity
    """How bad it is if it is so."""
    certainty: Certainty
    """How sure the service is that it is so."""
    title: str
    message: str
    data: dict[str, Any]
    """The facts of the message as values; which ones, each rule says."""
    target: Target | None
    """null where it is about the posting as a whole."""
    related: tuple[Related, ...]
    replacements: tuple[str, ...]
    """What the place should probably read, best first."""
    help_url: str
    """Relative to the service."""
    wording: AnnotationWording
    """Title and message for clients that speak other languages."""


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What became of one rule."""

    id: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that could not be read or checked."""

    __pydantic_config__ = DESCRIBED

    code: str
    detail: str
    wording: Wording
    """Of the detail."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found on one page."""

    __pydantic_config__ = DESCRIBED

    schema: int
    url: str | None
    digest: str
    """"sha256:" and the hex digest of the bytes that were checked."""
    checked_at: str
    """RFC 3339, UTC."""
    engine: Engine
    document: DocumentReport
    posting: PostingReport
    annotations: tuple[Annotation, ...]
    """Worst first, then in the order of the page."""
    rules: tuple[RuleOutcome, ...]
    complete: bool
    """False where something was not checked; then nothing found does not mean nothing wrong."""
    incomplete: tuple[Missing, ...]


REPORT = TypeAdapter(Report)
"""Writes a report as JSON and describes its shape."""


def build(body: bytes, posting: Posting, verdicts: Iterable[Verdict]) -> Report:
    """Put the facts and findings of a page together, every place as a selector over the page as shown."""
    verdicts = tuple(verdicts)
    page = posting.document
    annotations, left_out = _annotations(page, verdicts)
    gaps = (*page.incomplete, *posting.incomplete, *(v.error for v in verdicts if v.error), *left_out)
    return Report(
        schema=1,
        url=page.url,
        digest="sha256:" + hashlib.sha256(body).hexdigest(),
        checked_at=_rfc3339(posting.as_of),
        engine=Engine(),
        document=DocumentReport(
            content_type=page.content_type,
            encoding=page.encoding,
            encoding_source=page.encoding_source,
            language=_cut(page.language, MAX_NAME),
            length=len(page.page_text),
            text=page.text,
            page_text=page.page_text,
        ),
        posting=PostingReport(
            title=_cut(posting.title, MAX_NAME),
            employer=EmployerReport(_cut(posting.employer.name, MAX_NAME), posting.employer.domains),
            salaries=tuple(_salary(page, pay) for pay in posting.salaries),
            domain_policy=tuple(_policy(page, policy) for policy in posting.policies),
            contacts=tuple(_contact(page, contact) for contact in posting.contacts),
            recognised=posting.recognised,
        ),
        annotations=annotations,
        rules=tuple(RuleOutcome(v.rule.id, v.outcome) for v in verdicts),
        complete=not gaps,
        incomplete=tuple(Missing(gap.code, str(gap.detail), wording(gap.detail)) for gap in gaps),
    )


def to_json(report: Report, *, include_text: bool = False) -> bytes:
    """The report as UTF-8 JSON; the two texts of the page only when asked for."""
    return REPORT.dump_json(report, exclude=None if include_text else {"document": {"text", "page_text"}})


def _annotations(page: Document, verdicts: Iterable[Verdict]) -> tuple[tuple[Annotation, ...], tuple[Incomplete, ...]]:
    """What is told of the findings, and word of those that are left out."""
    found = [(verdict, finding) for verdict in verdicts for finding in verdict.findings]
    found.sort(key=lambda pair: (SEVERITIES.index(_severity(*pair)), pair[1].span or Span(0, 0)))
    annotations = tuple(
        _annotation(page, number, verdict, finding)
        for number, (verdict, finding) in enumerate(found[:MAX_ANNOTATIONS], start=1)
    )
    more = len(found) - len(annotations)
    if not more:
        return annotations, ()
    return annotations, (Incomplete("too-many-findings", say("incomplete.too-many-findings", count=more)),)


def _annotation(page: Document, number: int, verdict: Verdict, finding: Finding) -> Annotation:
    title = finding.title or verdict.rule.title
    return Annotation(
        id=f"a{number}",
        rule=verdict.rule.id,
        severity=_severity(verdict, finding),
        certainty=finding.certainty,
        title=str(title),
        message=_cut(str(finding.message)),
        data=mapped(dict(finding.data), _cut),
        target=_target(page, finding.span),
        related=tuple(
            Related(_cut(str(label), MAX_NAME), _target(page, span), wording(label)) for label, span in finding.related
        ),
        replacements=tuple(text for text in finding.replacements if len(text) <= MAX_PLACE),
        help_url=f"/rules/{verdict.rule.id}",
        wording=AnnotationWording(wording(title), wording(finding.message)),
    )


def wording(message: Message) -> Wording:
    """Id and arguments of a message, each argument as JSON has it.

    >>> wording(say("salary/wide-range.times", high=Decimal(600), ratio=Decimal("6.7"), low=Decimal(90))).args["ratio"]
    NumberSaid(number='6.7')
    """
    return Wording(message.id, {name: _said(argument) for name, argument in message.args.items()})


def _said(argument: Argument) -> Said:
    match argument:
        case Message():
            return wording(argument)
        case str():
            return _cut(argument, MAX_NAME)
        case int():
            return argument
        case Decimal() if argument.adjusted() < MAX_DIGITS:
            return NumberSaid(f"{argument:f}")
        case date():
            return DateSaid(argument.isoformat())
        case Listed():
            return ListSaid(tuple(map(_said, argument.items)), argument.type)
        case Amounts() if max(argument.low.adjusted(), argument.high.adjusted()) < MAX_DIGITS:
            ends = dict.fromkeys((argument.low, argument.high))
            return AmountsSaid(tuple(f"{amount(end):f}" for end in ends), argument.sign, argument.currency)
        case _:  # more digits than any number has
            return _cut(english(argument), MAX_NAME)


def _severity(verdict: Verdict, finding: Finding) -> Severity:
    return finding.severity or verdict.rule.severity


def _salary(page: Document, pay: Pay) -> Salary:
    return Salary(
        origin=pay.origin,
        min=money(pay.min),
        max=money(pay.max),
        currency=pay.currency,
        period=pay.period,
        min_per_year=money(_per_year(pay, pay.min)),
        max_per_year=money(_per_year(pay, pay.max)),
        kind=pay.kind,
        label=_cut(pay.label, MAX_NAME),
        target=_target(page, pay.span),
    )


def _per_year(pay: Pay, amount: Decimal | None) -> Decimal | None:
    return None if amount is None else units.per_year(amount, pay.currency, pay.period)


def _policy(page: Document, policy: Policy) -> DomainPolicy:
    return DomainPolicy(
        scope=policy.scope,
        domains=tuple(dict.fromkeys(declared.domain for declared in policy.allowed)),
        rejected=tuple(dict.fromkeys(declared.domain for declared in policy.rejected)),
        exclusive=policy.exclusive,
        target=_target(page, policy.span),
    )


def _contact(page: Document, contact: Contact) -> ContactReport:
    return ContactReport(contact.kind, _cut(contact.value), contact.domain, contact.role, _target(page, contact.span))


def _target(page: Document, span: Span | None) -> Target | None:
    """The selector of a place, over the page as shown; None for what has no visible place."""
    if span is None or span.start == span.end:
        return None
    start, end = page.on_page(span)
    return target(page.page_text, Span(start, min(end, start + MAX_PLACE)))


@overload
def _cut(text: str, most: int = MAX_TEXT) -> str: ...
@overload
def _cut(text: str | None, most: int = MAX_TEXT) -> str | None: ...
def _cut(text: str | None, most: int = MAX_TEXT) -> str | None:
    """
    >>> _cut("Night baker", 6), _cut("Baker", 6)
    ('Night…', 'Baker')
    """
    return text if text is None or len(text) <= most else text[: most - 1] + "…"


_ROOM = Context(prec=MAX_DIGITS + DECIMALS, rounding=ROUND_HALF_EVEN)


def money(amount: Decimal | None) -> str | None:
    """An amount as a plain decimal string of at most `DECIMALS` decimals; None for what is no amount.

    >>> money(Decimal("190000")), money(Decimal("45.50")), money(Decimal("1E+5")), money(None)
    ('190000', '45.5', '100000', None)
    >>> money(Decimal("24.038461538461537")), money(Decimal("49999.99999999999696")), money(Decimal("1E+999999"))
    ('24.0385', '50000', None)
    """
    if amount is None or not amount.is_finite() or amount.adjusted() >= MAX_DIGITS:
        return None
    return format(amount.quantize(Decimal(1).scaleb(-DECIMALS), context=_ROOM).normalize(_ROOM), "f")


def _rfc3339(moment: datetime) -> str:
    return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
