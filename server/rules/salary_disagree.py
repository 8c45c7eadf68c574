"""The rule that compares what a page says about pay in different places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from server.messages import plain, say
from server.posting import plausible
from server.posting.model import Pay, Period, Posting
from server.posting.salaries.words import Sense, words
from server.rules.model import Finding, rule
from server.rules.salary_agreement import COMPARED, agree, apart, comparable, is_named, per
from server.rules.salary_causes import PER_YEAR, Cause, Ends, explain
from server.rules.salary_text import as_data, in_words, pay_said, sign_of

FAR = Decimal("1.5")
"""How many times the highest pay of the text a headline is that no rounding, raise or better-paid city explains."""

PART_TIME = 4
"""How many times pay of another period must differ: part-time work and fourteen salaries a year explain less."""

EXTRAS: frozenset[Sense] = frozenset({"bonus", "equity", "ote", "total", "aside"})
"""What a headline may count in beside the base pay of the text."""

LOOKED_THROUGH = 50_000
"""Code points of a page in which such words are looked for; the longest postings have half of that."""


@rule(
    "salary/figures-disagree",
    severity="serious",
    applies=lambda posting: len({pay.origin for pay in posting.salaries}) > 1,
    bad=(
        "# Baker\n### Acme\n#### `💰 330000.0` `🌎 United States`\n\nThe range for this role is $60,000 - $270,000.",
        "# Welder\n#### `💰 USD 38000~41900` `🌎 United Kingdom`\n\n### You get\n\n* Salary between £38-41.9k",
    ),
    good=(
        "# Baker\n#### `💰 $60,000 - $95,000`\n\nSalary: $60,000 - $80,000 in Ohio, $70,000 - $95,000 in Iowa.",
        "# Seller\n#### `💰 $120,000 - $160,000 OTE`\n\nThe base salary is $60,000 - $80,000 per year.",
    ),
)
def figures_disagree(posting: Posting) -> Iterator[Finding]:
    """The pay in the headline, the title or the structured data contradicts the pay in the text.

    Why it matters: Boards copy pay by machine. They add both ends of a range up, lose a thousand, take an hourly
    figure for a yearly one or print the wrong currency. The figure that draws the reader in is then not the one
    the employer offers.
    Example: The headline says 330,000, the text says $60,000 - $270,000: both ends added together.
    Not flagged: bands for cities or levels and the range that covers them, one band inside another, a figure
    rounded to the thousand, an hourly figure and the same by the year, base pay beside on-target earnings, a higher
    figure where the page speaks of a bonus or equity that it may count in.
    """
    said = set()
    for stated in posting.salaries:
        if stated.origin == "text" or stated.kind not in COMPARED or (stated.min, stated.max) in said:
            continue
        others = [pay for pay in posting.salaries if pay.origin == "text" and pay.kind in COMPARED]
        if not others and stated.origin != "structured":
            others = [pay for pay in posting.salaries if pay.origin == "structured"]
        found = _contradiction(stated, others, posting.document.text)
        if found:
            said.add((stated.min, stated.max))
            yield _disagreement(stated, *found)


def _contradiction(stated: Pay, others: Sequence[Pay], page: str) -> tuple[Pay, Cause | None, bool] | None:
    """The statement that `stated` contradicts, the cause if arithmetic shows one, and whether that is certain."""
    same = comparable(others, stated)
    if not same:
        found = explain(_ends(stated, sign=True), [_ends(pay, sign=True) for pay in others])
        return (others[found[1]], found[0], True) if found and found[0].name == "other-currency" else None
    found = explain(_ends(stated), [_ends(pay) for pay in same])
    if not agree(stated, same):
        if found and _can_oppose(same[found[1]]):
            return same[found[1]], found[0], found[0].name != "digits-swapped"
        named = [pay for pay in same if is_named(pay)]
        if twin := next((pay for pay in named if _is_of_another_period(stated, pay)), None):
            return twin, None, False
        return (named[0], None, False) if named and _impossible(stated, named, page) else None
    if found and (_is_hidden_sum(stated, same, found[0]) or _is_slip(stated, same, found[0])):
        return same[found[1]], found[0], False
    return None


def _is_of_another_period(stated: Pay, other: Pay) -> bool:
    """Whether both give the same figures, and each names another period: "22 000 € par mois" and "par an"."""
    periods = {stated.stated_period, other.stated_period}
    return (stated.min, stated.max) == (other.min, other.max) and len(periods) == 2 and None not in periods


def _can_oppose(pay: Pay) -> bool:
    """Whether arithmetic with a figure says something: any sum may be half of another, a range or named pay is not."""
    return is_named(pay) or pay.min != pay.max


def _is_hidden_sum(stated: Pay, others: Sequence[Pay], cause: Cause) -> bool:
    """A sum that happens to lie among other bands: exact, and the end of none of them."""
    ends = {end for pay in others for end in (pay.min, pay.max)}
    return cause.name in ("sum-of-ends", "twice-one-end") and not cause.swapped and not {stated.min, stated.max} & ends


def _is_slip(stated: Pay, others: Sequence[Pay], cause: Cause) -> bool:
    """The only range of the text with two digits swapped at one end."""
    kept = {stated.min, stated.max} & {pay.min for pay in others} | {stated.max} & {pay.max for pay in others}
    return len(others) == 1 and cause.name == "digits-swapped" and bool(kept)


def _impossible(stated: Pay, others: Sequence[Pay], page: str) -> bool:
    """Whether two statements cannot both be true though no arithmetic shows why.

    The currency must be the same for certain. A figure below the base pay is a contradiction. One above it may count
    bonus and equity: it is one only by the hour, or far above, and where the page speaks of neither; structured data
    give the base pay, so that of a headline which calls it base pay need not be far above.
    """
    coins = {pay.currency or sign_of(pay) for pay in (stated, *others)}
    periods = [_period(pay) for pay in (stated, *others)]
    if "" in coins or len(coins) > 1 or None in periods or stated.kind not in ("base", "unknown"):
        return False
    if any(pay.kind == "ote" for pay in others) or not apart(stated, others):
        return False
    period = periods[0] if len(set(periods)) == 1 else "year"
    mine, theirs = per(stated, period), [each for pay in others if (each := per(pay, period))]
    if mine is None or len(theirs) < len(others):
        return False
    low, high = mine.low or mine.high, mine.high or mine.low
    lowest = min((each.low for each in theirs if each.low is not None), default=None)
    highest = max((each.high for each in theirs if each.high is not None), default=None)
    converted = len(set(periods)) > 1
    if high and lowest and high * (PART_TIME if converted else 1) < lowest:
        return True
    same_base = stated.kind == "base" and all(pay.origin == "structured" for pay in others)
    far = low is not None and highest is not None and low > highest * (1 if same_base or period == "hour" else FAR)
    whole = not converted and all(not pay.label and _is_labelled(pay, page) for pay in others)
    return far and whole and not any(word.sense in EXTRAS for word in words(page[:LOOKED_THROUGH]))


def _is_labelled(pay: Pay, page: str) -> bool:
    """Whether a figure stands under the name of the job's pay: "base salary of", "Pay:"; "interns earn" is none."""
    named = [evidence.span for evidence in pay.evidence if evidence.about == "kind" and evidence.span]
    return pay.kind == "base" or any(page[span.end : span.end + 1] == ":" for span in named)


def _period(pay: Pay) -> Period | None:
    """The period of a statement; where its page leaves the dollar open, as the size of most dollars tells it."""
    figure = pay.low or pay.high
    if pay.period is None and pay.currency is None and figure and "$" in sign_of(pay):
        return plausible.meant(figure.value, plausible.DOLLARS)
    return pay.period


def _ends(pay: Pay, *, sign: bool = False) -> Ends:
    """Its numbers, in the currency that it states, or where `sign` is set at least under its sign."""
    currency = pay.stated_currency or (sign_of(pay) or None if sign else None)
    return Ends(pay.min, pay.max, currency, pay.stated_period)


def _disagreement(stated: Pay, other: Pay, cause: Cause | None, certain: bool) -> Finding:
    """The finding, at the suspect statement where it can be seen, else at the one it contradicts."""
    place, source, source_inside = (
        say(f"{where}.{pay.origin}") for where, pay in (("place", stated), ("place", other), ("inside", other))
    )
    if cause is None:
        message = say(
            "salary/figures-disagree.unexplained",
            place=place,
            stated=pay_said(stated),
            source=source_inside,
            other=pay_said(other),
        )
    else:
        currency = {"currency": _ends(stated, sign=True).currency or ""} if cause.name == "other-currency" else {}
        message = say(
            f"salary/figures-disagree.{cause.way}{'-swapped' if cause.swapped else ''}",
            place=place,
            figures=_ends(stated).figures,
            arithmetic=cause.arithmetic,
            source=source,
            other=pay_said(other),
            **currency,
        )
    data = {
        "cause": cause.name if cause else "unknown",
        "arithmetic": str(cause.arithmetic) if cause else None,
        "digits_swapped": bool(cause and (cause.swapped or cause.name == "digits-swapped")),
        "stated": as_data(stated),
        "other": as_data(other),
    }
    if stated.stated_period != other.stated_period and other.stated_period in PER_YEAR:
        times, unit = PER_YEAR[other.stated_period]
        data["conversion"] = f"{plain(times)} {unit} a year"
    shown = stated.span is not None
    return Finding(
        stated.span or other.span,
        message,
        title=say("salary/figures-disagree.places", place=place, source=source_inside),
        data=data,
        related=((source, other.span),) if shown and other.span else (),
        replacements=(in_words(other),) if shown else (),
        severity=None if cause else "warning",
        certainty="certain" if certain else "review",
    )
