"""What stands above an address, at the head of its list or of its column, and says whose it is."""

from __future__ import annotations

from server.posting.policies import disowned
from server.posting.sentences import LISTED, has_address

_MOST_LINES = 20
"""Lines of a list that are gone back over to what announces it."""


def above(text: str, at: int) -> str:
    r"""The head of the list or the column in which the address at `at` stands, with a colon; empty where none is.

    Only a head that disowns counts for a list: one that declares says so in its own sentence.

    >>> text = "Fake addresses\njo@a.example\nhr@b.example\nFake\tReal\njo@c.example\tjo@d.example"
    >>> [above(text, text.index(host) - 3) for host in ("a.ex", "b.ex", "c.ex", "d.ex")]
    ['Fake addresses: ', 'Fake addresses: ', 'Fake: ', 'Real: ']
    """
    line = text.rfind("\n", 0, at) + 1
    tabs = text.count("\t", line, at)
    in_table = "\t" in text[line : at + LISTED].partition("\n")[0]
    if text[line:at].rpartition("\t")[2].strip(" \"'“*_-"):
        return ""
    head = _head(text, line).rstrip(": ").split("\t")
    if in_table:
        return f"{head[tabs]}: " if 1 < len(head) > tabs else ""
    said = f"{head[0]}: "
    return said if len(head) == 1 and disowned.names(said) else ""


def _head(text: str, line: int) -> str:
    """The nearest line above the one that begins at `line` that holds no address; empty where it is no short one."""
    for _ in range(_MOST_LINES):
        start = text.rfind("\n", max(0, line - LISTED - 2), max(0, line - 1)) + 1
        if start == 0 and line - 1 > LISTED:
            return ""
        if not has_address(text, start, line):
            written = text[start:line].rstrip()
            return "" if written.endswith((".", "!", "?")) else written
        line = start
    return ""
