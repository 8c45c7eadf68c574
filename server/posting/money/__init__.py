"""Reading money: every statement of money in a text, with its currency, period and place.

`find` scans the text once for numbers. What stands directly at a number makes it an amount
(`amounts`), two amounts make a range, and the words around settle currency and period
(`currencies`, `periods`). Telling pay from prices and revenue is left to the caller.
"""

from __future__ import annotations

from server.posting.money.model import Bound, Money
from server.posting.money.statements import find

__all__ = ["Bound", "Money", "find"]
