"""The rule that compares what a page says about pay in different places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from server.posting.model import Origin, Pay, Posting
from server.rules.model import Finding, rule
from server.rules.salary_agreement import COMPARED, agree, apart, comparable
from server.rules.salary_causes import PER_YEAR, Cause, Ends, explain, plain
from server.rules.salary_text import as_data, in_words

PLACES: dict[Origin, str] = {
    "headline": "The headline",
    "title": "The title",
    "structured": "The page's structured data",
    "text": "The text",
}
"""What a person would call the place of a statement."""


@rule(
    "salary/figures-disagree",
    severity="serious",
    title="The page gives different pay in different places",
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
    rounded to the thousand, an hourly figure and the same by the year, base pay beside on-target earnings.
    """
    said = set()
    for stated in posting.salaries:
        if stated.origin == "text" or stated.kind not in COMPARED or (stated.min, stated.max) in said:
            continue
        others = [pay for pay in posting.salaries if pay.origin == "text" and pay.kind in COMPARED]
        if not others and stated.origin != "structured":
            others = [pay for pay in posting.salaries if pay.origin == "structured"]
        found = _contradiction(stated, others)
        if found:
            said.add((stated.min, stated.max))
            yield _disagreement(stated, *found)


def _contradiction(stated: Pay, others: Sequence[Pay]) -> tuple[Pay, Cause | None, bool] | None:
    """The statement that `stated` contradicts, the cause if arithmetic shows one, and whether that is certain."""
    same = comparable(others, stated)
    found = explain(_ends(stated), [_ends(pay) for pay in same or others])
    if not same:
        return (others[found[1]], found[0], True) if found and found[0].name == "other-currency" else None
    if not agree(stated, same):
        if found:
            return same[found[1]], found[0], found[0].name != "digits-swapped"
        return (same[0], None, False) if _impossible(stated, same) else None
    if found and (_is_hidden_sum(stated, same, found[0]) or _is_slip(stated, same, found[0])):
        return same[found[1]], found[0], False
    return None


def _is_hidden_sum(stated: Pay, others: Sequence[Pay], cause: Cause) -> bool:
    """A sum that happens to lie among other bands: exact, and the end of none of them."""
    ends = {end for pay in others for end in (pay.min, pay.max)}
    return cause.name in ("sum-of-ends", "twice-one-end") and not cause.swapped and not {stated.min, stated.max} & ends


def _is_slip(stated: Pay, others: Sequence[Pay], cause: Cause) -> bool:
    """The only range of the text with two digits swapped at one end."""
    kept = {stated.min, stated.max} & {pay.min for pay in others} | {stated.max} & {pay.max for pay in others}
    return len(others) == 1 and cause.name == "digits-swapped" and bool(kept)


def _impossible(stated: Pay, others: Sequence[Pay]) -> bool:
    """Whether two statements cannot both be true though no arithmetic shows why.

    A figure above the base pay may count bonus and equity, so only one below it is a contradiction, and only where
    the currency is the same for certain.
    """
    currencies = {stated.currency, *(pay.currency for pay in others)}
    if None in currencies or len(currencies) > 1 or any(pay.kind == "ote" for pay in others):
        return False
    lowest = min((pay.min for pay in others if pay.min is not None), default=None)
    highest = stated.max if stated.max is not None else stated.min
    below = lowest is not None and highest is not None and highest < lowest
    periods = {stated.period, *(pay.period for pay in others)}
    return below and len(periods) == 1 and stated.kind in ("base", "unknown") and apart(stated, others)


def _ends(pay: Pay) -> Ends:
    return Ends(pay.min, pay.max, pay.stated_currency, pay.stated_period)


def _disagreement(stated: Pay, other: Pay, cause: Cause | None, certain: bool) -> Finding:
    """The finding, at the suspect statement where it can be seen, else at the one it contradicts."""
    place, source = PLACES[stated.origin], PLACES[other.origin]
    figures = " – ".join(dict.fromkeys(plain(end) for end in (stated.min, stated.max) if end is not None))
    if cause is None:
        message = f"{place} says {in_words(stated)}, {_inside(source)} says {in_words(other)}. Both cannot be true."
    else:
        slip = ", with two digits swapped" if cause.swapped else ""
        message = f"{place} {figures} {cause.saying} ({cause.arithmetic}{slip}). {source} says {in_words(other)}."
    data = {
        "cause": cause.name if cause else "unknown",
        "arithmetic": cause.arithmetic if cause else None,
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
        title=f"{place} and {_inside(source)} give different pay",
        data=data,
        related=((source, other.span),) if shown and other.span else (),
        replacements=(in_words(other),) if shown else (),
        severity=None if cause else "warning",
        certainty="certain" if certain else "review",
    )


def _inside(place: str) -> str:
    """The name of a place within a sentence."""
    return place[0].lower() + place[1:]
