"""What is odd about the pay that a posting states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from server.document.model import Span
from server.messages import Argument, Listed, amount, english, plain, say
from server.posting import plausible, units
from server.posting.model import Figure, Pay, Posting
from server.posting.salaries import MANY_FIGURES
from server.rules.model import Finding, rule
from server.rules.salary_agreement import COMPARED, is_named
from server.rules.salary_disagree import figures_disagree
from server.rules.salary_text import as_data, in_words, sign_of, text

WIDE = 3
"""A range whose upper end is this many times its lower end tells an applicant little."""


def _states_pay(posting: Posting) -> bool:
    return bool(posting.salaries)


@rule(
    "salary/malformed-figure",
    severity="warning",
    applies=_states_pay,
    bad=("# Cook\n\nThe salary is $85,000k - $120,000k per year.", "# Cook\n\nBase pay: $190k-$251,257k a year."),
    good=("# Cook\n\nThe salary is $85k - $120k per year.", "# Koch\n\nGehalt: 60.000 € brutto im Jahr."),
)
def malformed_figure(posting: Posting) -> Iterator[Finding]:
    """A pay figure that is written in a way no number is: thousands twice, groups of four digits, a stray space.

    Why it matters: Taken literally it is a thousand times too much or too little, and machines do take it
    literally.
    Example: "$190k-$251,257k per year" is 251 million at its upper end; it must be $251,257.
    Not flagged: grouping of other countries, such as 60.000 €, 1 200,50 € or ₹12,00,000.
    """
    for pay in posting.salaries:
        for figure in dict.fromkeys(figure for figure in (pay.low, pay.high) if figure and figure.malformed):
            yield Finding(
                figure.span if pay.span else None,
                say(f"salary/malformed-figure.{figure.malformed}", written=figure.written, value=amount(figure.value)),
                data={"why": figure.malformed, "written": figure.written, "value": text(figure.value)},
                related=((say("label.statement"), pay.span),) if pay.span else (),
                replacements=(_with_sign(figure),),
            )


def _with_sign(figure: Figure) -> str:
    """A figure as it should be written, its currency sign where it was: "$251,257k" is "$251,257"."""
    return re.sub(r"\d(?:.*\w)?", plain(figure.value), figure.written, count=1, flags=re.DOTALL)


@rule(
    "salary/reversed-range",
    severity="warning",
    applies=_states_pay,
    bad=("# Nurse\n\nSalary: $195,000 - $165,000 per year",),
    good=("# Nurse\n\nSenior: $180,000 - $210,000 per year\n\nJunior: $90,000 - $110,000 per year",),
)
def reversed_range(posting: Posting) -> Iterator[Finding]:
    """A pay range that is written from the higher figure to the lower.

    Why it matters: One of the two figures is probably wrong, most often by a digit, so the range promises more or
    less than the employer means.
    Example: "$195,000 - $165,000 a year".
    Not flagged: bands that are listed from senior to junior.
    """
    for pay in posting.salaries:
        if pay.high_first and pay.low and pay.high and pay.low.value < pay.high.value:
            yield Finding(
                pay.span,
                say("salary/reversed-range.backwards", written=pay.written),
                data=as_data(pay),
                replacements=(in_words(pay),),
                certainty="review",
            )


@rule(
    "salary/placeholder",
    severity="warning",
    applies=_states_pay,
    bad=("# Driver\n#### `💰 $0/yr - $0/yr`\n\nDrive.", "# Driver\n#### `💰 $50M - $12B` `🌎 France`\n\nDrive."),
    good=("# Driver\n#### `💰 $50k - $62k` `🌎 France`\n\nDrive.", "# Driver\n\nPay: $18 - $22 an hour."),
)
def placeholder(posting: Posting) -> Iterator[Finding]:
    """A pay figure that stands for nothing: zero, one, nines, or an amount that nobody is paid.

    Why it matters: Forms that demand a figure get one. The real pay is not on the page, or stands elsewhere on it.
    Example: "$0/yr - $0/yr", "$1 - $1", "$999,999", "$50M - $12B" as the pay of one person.
    Not flagged: a low but possible wage, funding and revenue in the text.
    """
    for pay in posting.salaries:
        why = _placeholder(pay)
        if why:
            yield Finding(
                pay.span,
                say(f"salary/placeholder.{why}", place=say(f"place.{pay.origin}"), written=pay.written),
                data={**as_data(pay), "why": why},
                certainty="review",
            )


def _placeholder(pay: Pay) -> str | None:
    """Why a statement looks filled in for form's sake, as a slug."""
    ends = [end for end in (pay.min, pay.max) if end is not None]
    if not any(ends):
        return "zero"
    if pay.kind not in COMPARED:
        return None
    if set(ends) == {Decimal(1)}:
        return "one"
    if len(set(ends)) == 1 and ends[0] >= 9999 and set(text(ends[0]) or "") == {"9"}:
        return "nines"
    if pay.period is None and any(evidence.about == "period" for evidence in pay.evidence):
        return None  # by the mile, the word, the visit: nothing is known of such pay
    impossible = all(plausible.plausible(end, pay.currency, None) is False for end in ends if end)
    if pay.origin != "text" and impossible and not plausible.can_be(ends, pay.currency, sign_of(pay)):
        return "impossible"
    return None


@rule(
    "salary/implausible-period",
    severity="warning",
    applies=lambda posting: any(pay.stated_period for pay in posting.salaries),
    bad=("# Clerk\n\nSalary: £75,000 per day.", "# Clerk\n\nPay: £12 per month."),
    good=("# Clerk\n\nSalary: $75,000 per year.", "# Clerk\n\nPay: £12 per hour.", "# Clerk\n\nLohn: 450 € im Monat."),
)
def implausible_period(posting: Posting) -> Iterator[Finding]:
    """A pay figure that is possible, but not per the hour, day, week, month or year that stands with it.

    Why it matters: A yearly salary that is labelled as hourly is two thousand times too much, and sites sort by it.
    Example: "$75,000 per day" comes to 19,500,000 a year; per year it is an ordinary salary.
    Not flagged: figures within a twentieth and sixty times of typical pay in that currency.
    """
    for pay in posting.salaries:
        ends = [end for end in (pay.min, pay.max) if end is not None and end > 0]
        if pay.stated_period is None or pay.currency is None or not _counts(pay) or not ends:
            continue
        if any(plausible.plausible(end, pay.currency, pay.stated_period) is not False for end in ends):
            continue
        meant = plausible.likely(ends[0], pay.currency)
        yearly = units.per_year(ends[0], pay.currency, pay.stated_period)
        thousands = pay.stated_period in plausible.likely(ends[0] * 1000, pay.currency)
        guesses: list[Argument] = [say(f"per.{period}") for period in meant]
        guesses += [amount(ends[0] * 1000)] * thousands
        if guesses and yearly is not None:
            said: dict[str, Argument] = {"amount": amount(ends[0]), "likely": Listed(tuple(guesses), "disjunction")}
            if pay.stated_period != "year":
                said |= {"period": say(f"per.{pay.stated_period}"), "yearly": amount(yearly)}
            yield Finding(
                pay.span,
                say(f"salary/implausible-period.{'shorter' if 'period' in said else 'yearly'}", **said),
                data={**as_data(pay), "per_year": text(yearly), "likely": [english(guess) for guess in guesses]},
                certainty="review",
            )


@rule(
    "salary/mixed-currency",
    severity="warning",
    applies=lambda posting: len({_money(pay) for pay in posting.salaries} - {None}) > 1,
    bad=("# Rep\n\nThe package is $38,000 basic (£45,000 OTE) per year.",),
    good=("# Rep\n\nSalary: £60,000 in London, €70,000 in Dublin.", "# Rep\n\nSalary: £60,000 (about $76,000) a year."),
)
def mixed_currency(posting: Posting) -> Iterator[Finding]:
    """Two parts of one offer, such as base and on-target earnings, in two currencies.

    Why it matters: The parts belong to one contract, so one of the signs is wrong, and with it the offer.
    Example: "$38,000 basic (£45,000 OTE)".
    Not flagged: pay per country in its own currency, the same pay converted.
    """
    for one, other in zip(posting.salaries, posting.salaries[1:], strict=False):
        if one.span is None or other.span is None or one.label or other.label:
            continue
        between = posting.document.text[one.span.end : other.span.start]
        parts = {one.kind, other.kind}
        beside = len(between) <= BESIDE and "\n" not in between and "base" in parts and bool(parts & {"ote", "total"})
        if beside and None not in (_money(one), _money(other)) and _money(one) != _money(other):
            yield Finding(
                Span(one.span.start, other.span.end),
                say("salary/mixed-currency.parts", written=one.written, other_written=other.written),
                data={"currencies": [one.stated_currency, other.stated_currency]},
                certainty="review",
            )


def _counts(pay: Pay) -> bool:
    """Whether its page calls it what the job pays."""
    return pay.kind in COMPARED and is_named(pay)


def _money(pay: Pay) -> str | None:
    """What a statement counts in: all dollars are one, for a bare "$" may be any of them."""
    return "$" if "$" in pay.written else pay.stated_currency


BESIDE = 30
"""Characters between two figures of one statement: " basic salary with (OTE "."""


@rule(
    "salary/wide-range",
    severity="info",
    applies=lambda posting: any(_is_range(pay) for pay in posting.salaries),
    bad=("# Artist\n\nThe salary range for this role is $90,000 - $600,000.",),
    good=("# Artist\n\nThe salary range for this role is $90,000 - $160,000.",),
)
def wide_range(posting: Posting) -> Iterator[Finding]:
    """A pay range whose upper end is three times its lower end or more.

    Why it matters: Such a range says little about what will be offered. Ask what the employer expects to pay for
    your experience.
    Example: "$90,000 - $600,000".
    Not flagged: a headline that spans narrower bands of the text; on-target earnings, which depend on results.
    """
    in_text = any(_is_range(pay) for pay in posting.salaries if pay.origin == "text")
    said = set()
    for pay in posting.salaries:
        if not _is_range(pay) or not is_named(pay) or pay.kind == "ote" or (in_text and pay.origin != "text"):
            continue
        low, high = pay.min or Decimal(0), pay.max or Decimal(0)
        if low > 0 and high >= WIDE * low and (low, high) not in said and not _is_malformed(pay):
            said.add((low, high))
            ratio = text(round(high / low, 1)) or ""
            yield Finding(
                pay.span,
                say("salary/wide-range.times", high=amount(high), ratio=Decimal(ratio), low=amount(low)),
                data={**as_data(pay), "ratio": ratio},
            )


def _is_range(pay: Pay) -> bool:
    return pay.kind in COMPARED and pay.min is not None and pay.max is not None and pay.min < pay.max


def _is_malformed(pay: Pay) -> bool:
    return any(figure.malformed for figure in (pay.low, pay.high) if figure)


@rule(
    "salary/open-ended",
    severity="info",
    applies=_states_pay,
    bad=("# Guard\n\nWe offer a salary of up to £70,000 per annum.",),
    good=("# Guard\n\nWe offer a salary of £55,000 to £70,000 per annum.", "# Guard\n\nSalary: £60,000 per annum."),
)
def open_ended(posting: Posting) -> Iterator[Finding]:
    """Pay "up to" or "from" a figure, with nothing on the page that gives the other end.

    Why it matters: "Up to" says what the best paid may get, not what you can expect; places with pay
    transparency rules ask for both ends.
    Example: "up to £70,000 per annum".
    Not flagged: an open figure where the page also gives a closed range or an exact figure.
    """
    pays = [pay for pay in posting.salaries if pay.kind in COMPARED]
    if any(pay.min is not None and pay.max is not None for pay in pays):
        return
    for pay in filter(_counts, pays[:1]):
        missing = "lower" if pay.min is None else "upper"
        yield Finding(
            pay.span,
            say(f"salary/open-ended.{missing}", written=pay.written),
            data={**as_data(pay), "missing": missing},
        )


@rule(
    "salary/period-missing",
    severity="info",
    applies=_states_pay,
    bad=("# Potter\n\nSalary: 25,000 USD",),
    good=("# Potter\n\nSalary: 25,000 USD a year", "# Potter\n\nSalary: 120,000 USD"),
)
def period_missing(posting: Posting) -> Iterator[Finding]:
    """Pay without "per hour", "per month" or the like, where the figure can mean more than one of them.

    Why it matters: 25,000 can be the pay of a year or of a month.
    Example: "Salary: 25,000 USD".
    Not flagged: a figure of a size that only one period fits, a page that names the period elsewhere.
    """
    pays = [pay for pay in posting.salaries if pay.kind in COMPARED]
    if any(pay.stated_period for pay in pays):
        return
    for pay in filter(_counts, pays):
        figure: Figure | None = pay.low or pay.high
        meant = plausible.likely(figure.value, pay.currency) if figure and not figure.malformed else ()
        if len(meant) > 1 and pay.period is None:
            periods = Listed(tuple(say(f"per.{period}") for period in meant), "disjunction")
            yield Finding(
                pay.span,
                say("salary/period-missing.unsaid", written=pay.written, periods=periods),
                data={**as_data(pay), "likely": list(meant)},
            )
            return


@rule(
    "salary/not-stated",
    severity="info",
    applies=lambda posting: _is_one(posting) and MANY_FIGURES not in posting.incomplete,
    bad=("# Tailor\n\nWe look for a tailor.\n\n[Apply now](https://acme.example/apply)",),
    good=("# Tailor\n\nPay: $30 an hour.\n\n[Apply now](https://acme.example/apply)",),
)
def not_stated(posting: Posting) -> Iterator[Finding]:
    """A posting on which no pay figure was found.

    Why it matters: Knowing the range before applying saves both sides time, and it is fair to ask for it. Whether
    the law asks for it depends on the place and the size of the employer; its absence alone breaks no rule.
    Example: "Competitive salary" and no figure.
    Not flagged: pages that are no posting or list several; any figure that is pay, a bonus alone excepted.
    """
    if not any(pay.kind in COMPARED for pay in posting.salaries):
        yield Finding(None, say("salary/not-stated.nowhere"))


def _is_one(posting: Posting) -> bool:
    """Whether the page is one posting: one in its data, else a way to apply, and not one for each card of a list."""
    if posting.structured:
        return len({str(job.value.get("title")) for job in posting.structured}) == 1
    return 0 < len({contact.value for contact in posting.contacts if contact.role == "apply"}) <= WAYS_TO_APPLY


WAYS_TO_APPLY = 3
"""Different places to apply at that one posting may name; a list of postings has one for each."""


RULES = (
    figures_disagree,
    malformed_figure,
    placeholder,
    implausible_period,
    reversed_range,
    mixed_currency,
    open_ended,
    period_missing,
    wide_range,
    not_stated,
)
"""In the order in which their findings are told."""
