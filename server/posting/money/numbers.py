"""Numbers as postings write them: every grouping and decimal mark of the world, and the ways they go wrong."""

from __future__ import annotations

import re
from decimal import Decimal

SPACES = " \u00a0\u2009\u202f"
"""What stands between groups in French, Polish, Czech, Swedish, Russian and others."""

NUMBER = re.compile(
    rf"""
    \d (?<![\d.,]\d) \d*            # a first digit that is not the middle of a longer chain
    (?:
        [.,'’´٫٬，．]\d+               # "1,234"  "1.200,00"  "1'234"
      | (?<!\d{{4}})[{SPACES}]\d{{3}}(?!\d)   # "181 000": a space only before three digits and after at most three
    ){{0,9}}
    (?![.,]?\d)
    """,
    re.VERBOSE,
)
_SEPARATOR = re.compile(r"\D")
_UNIFY = str.maketrans({"٫": ".", "．": ".", "٬": "'", "，": ",", "’": "'", "´": "'"} | dict.fromkeys(SPACES, "'"))
_LAKHS = re.compile(r"\d{1,2}(?:,\d\d){1,4},\d{3}(?:\.\d{1,2})?")
_LONGEST = 24
"""Characters of the longest number that can be money, spaces and pence included."""


def read(written: str) -> tuple[Decimal, str | None] | None:
    """The value of a number as written, and a slug where it cannot be taken as written.

    Where one mark could group or start decimals, three digits after it make a group ("60.000", "1,234"),
    one or two make decimals ("15.00", "412,30"). None for what is no number: an address, a version, a date.

    >>> read("1.200,00"), read("12,00,000"), read("181 000"), read("1'234.50")
    ((Decimal('1200.00'), None), (Decimal('1200000'), None), (Decimal('181000'), None), (Decimal('1234.50'), None))
    >>> read("60.000"), read("412,30"), read("11.88")
    ((Decimal('60000'), None), (Decimal('412.30'), None), (Decimal('11.88'), None))
    >>> read("100,0000"), read("1200,000"), read("192.168.10.1")
    ((Decimal('100000'), 'wrong-groups'), (Decimal('1200000'), 'wrong-groups'), None)
    >>> read("1.200.00")
    (Decimal('1200.00'), 'mixed-separators')
    """
    if len(written) > _LONGEST:
        return None
    if written.isdecimal():
        return Decimal(written), None
    unified = written.translate(_UNIFY)
    marks = _SEPARATOR.findall(unified)
    groups = _SEPARATOR.split(unified)
    last, before = groups[-1], groups[:-1]
    if len(marks) > 1 and marks[-1] == marks[0]:
        return _grouped(groups) if len(set(marks)) == 1 else None
    if len(marks) == 1:
        if len(last) == 3 and len(before[0]) <= 3 and before[0] != "0":
            return Decimal("".join(groups)), None
        if marks[0] == "'":
            return None
        if len(last) <= 2 or marks[0] == ".":
            return Decimal(f"{before[0]}.{last}"), None
        if len(before[0]) == 4 and len(last) == 3:
            return Decimal("".join(groups)), "wrong-groups"
        if len(before[0]) > 3 or len(last) > 5:
            return None
        return Decimal(before[0] + (last[:3] if last.endswith("0") else last)), "wrong-groups"
    if len(set(marks[:-1])) != 1:
        return None
    if not _in_groups(before):
        return None
    if len(last) == 3 and marks[-1] == ",":
        return Decimal("".join(groups)), "mixed-separators"
    return Decimal(f"{''.join(before)}.{last}"), None


def with_thousandths(written: str, mark: str) -> Decimal | None:
    """The value of a number in a currency of a thousand parts, if `mark` begins its decimals.

    A single digit before it is a thousand after all. None where `mark` groups or does not stand there.

    >>> with_thousandths("350.500", "."), with_thousandths("1 200,000", ",")
    (Decimal('350.500'), Decimal('1200.000'))
    >>> with_thousandths("1.200", "."), with_thousandths("1.200.000", "."), with_thousandths("350,500", ".")
    (None, None, None)
    """
    whole, _, parts = written.rpartition(mark)
    digits = _SEPARATOR.sub("", whole)
    if len(parts) != 3 or not parts.isdecimal() or len(digits) < 2 or mark in whole:
        return None
    return Decimal(f"{digits}.{parts}")


def in_lakhs(written: str) -> bool:
    """Whether a number is grouped as in South Asia: "12,00,000"."""
    return _LAKHS.fullmatch(written) is not None


def _in_groups(groups: list[str]) -> bool:
    """Thousands ("1", "234", "567") or lakhs and crores ("1", "23", "45", "678")."""
    first, *middle, last = groups
    if len(groups) == 1:
        return True
    return (
        len(last) == 3
        and 1 <= len(first) <= 3
        and (all(len(group) == 3 for group in middle) or (len(first) <= 2 and all(len(group) == 2 for group in middle)))
    )


def _grouped(groups: list[str]) -> tuple[Decimal, str | None] | None:
    """A number with one kind of mark, twice or more."""
    if _in_groups(groups):
        return Decimal("".join(groups)), None
    if len(groups[-1]) == 2 and _in_groups(groups[:-1]) and len(groups[-2]) == 3:
        return Decimal(f"{''.join(groups[:-1])}.{groups[-1]}"), "mixed-separators"
    return None
