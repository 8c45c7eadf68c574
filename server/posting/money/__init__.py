"""Reading money: every statement of money in a text, with its currency, period and place.

`find` (`statements`) scans the text once for numbers. What stands directly at a number makes it an
amount (`amounts`: `numbers`, `marks` of currency, `suffixes` of period and tax), two amounts make a range
(`ranges`), words before and after make it a lower or upper end (`bounds`). The sentence, the row or the
label above settles what the figure itself leaves open (`currencies`, `periods`), and `shapes` leaves out
years, sizes and names. The words are data (`lexicon`, `server/data`). Telling pay from prices and revenue
is left to the caller.
"""

from __future__ import annotations

from server.posting.money.model import Bound, Money
from server.posting.money.statements import find, is_cut

__all__ = ["Bound", "Money", "find", "is_cut"]
