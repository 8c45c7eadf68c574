"""The command line: `flask --app server check FILE` reads one page and prints what was found, with its lines."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from server.document.selectors import Target
    from server.report import Annotation, Report, Salary

FOUND, NOT_CHECKED = 1, 2
"""Exit codes: something above info was found; the page, or a part in which nothing was found, was not checked."""

TYPES = {
    ".htm": "text/html",
    ".html": "text/html",
    ".xht": "application/xhtml+xml",
    ".xhtml": "application/xhtml+xml",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
}
"""Media types by the ending of a file's name."""

COLOURS = {"serious": "red", "warning": "yellow", "info": "blue"}
COUNTED = {"serious": ("serious", "serious"), "warning": ("warning", "warnings"), "info": ("note", "notes")}
WORDS = {"serious": "SERIOUS", "warning": "WARNING", "info": "NOTE"}

LOOKS_LIKE_HTML = re.compile(rb"[\s\xef\xbb\xbf]*<(?:!doctype|!--|\?xml|[a-z][a-z0-9]*[\s>/])", re.IGNORECASE)
LOOKS_LIKE_MARKDOWN = re.compile(rb"^#{1,6} \S|\]\((?:https?:|mailto:|/)|\*\*\S", re.MULTILINE)
CONTROL = bytes(set(range(0x20)) - set(b"\t\n\f\r\x1b"))
"""Bytes that no text holds but UTF-16; escape opens the shifts of ISO-2022-JP."""


@click.command("check")
@click.argument("page", type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="FILE|-")
@click.option("--url", help="Where the page came from: gives its links their base, and tells the board's own address.")
@click.option("--type", "content_type", help="Media type, when neither name nor content of the page tells it.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as the service would answer it.")
def check_command(page: str, url: str | None, content_type: str | None, as_json: bool) -> None:
    """Say what is odd in a job posting: FILE in HTML, Markdown or plain text, or - for standard input.

    Exits with 0 when everything was checked and nothing above a note was found, with 1 when something was,
    and with 2 when the page could not be checked, or only in part without a finding.
    """
    from server import document, report
    from server.check import check

    with click.open_file(page, "rb") as file:
        body = file.read()
    if is_binary(body):
        fail(f"{page} is no text, so it was not checked. Give the posting as HTML, Markdown or plain text.")
    try:
        found = check(body, content_type or looks_like(page, body), url, as_of=datetime.now(UTC))
    except document.TooComplex as error:
        fail(f"{page} was not checked: {error}")
    if as_json:
        click.echo(report.to_json(found))
    else:
        for line in rendered(found, shutil.get_terminal_size().columns):
            click.echo(line)
    sys.exit(exit_code(found))


def fail(message: str) -> None:
    """Say on standard error why nothing was checked, and leave."""
    click.secho(message, fg="red", err=True)
    sys.exit(NOT_CHECKED)


def exit_code(found: Report) -> int:
    """0 only where the whole page was checked and nothing above info was found."""
    if any(annotation.severity != "info" for annotation in found.annotations):
        return FOUND
    return 0 if found.complete else NOT_CHECKED


def looks_like(name: str, body: bytes) -> str:
    """The media type of a page, by the ending of its name, else by its first bytes.

    >>> looks_like("posting.md", b""), looks_like("-", b"<p>Chef"), looks_like("-", b"Chef")
    ('text/markdown', 'text/html', 'text/plain')
    """
    known = TYPES.get(PurePath(name).suffix.lower())
    head = body[:65536].replace(b"\0", b"")  # UTF-16 looks like ASCII without its zeros
    if known is None and LOOKS_LIKE_HTML.match(head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")):
        return "text/html"
    return known or ("text/markdown" if LOOKS_LIKE_MARKDOWN.search(head) else "text/plain")


def is_binary(body: bytes) -> bool:
    r"""Whether the bytes are a picture, a PDF, an archive: no text in any encoding.

    >>> is_binary(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), is_binary("Köchin".encode("utf-16")), is_binary(b"")
    (True, False, False)
    """
    head = body[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    control = len(head) - len(head.translate(None, CONTROL))
    return head.startswith(b"%PDF") or control * 100 > len(head)


def rendered(found: Report, width: int) -> Iterator[str]:
    """A report as styled lines for a terminal of so many columns."""
    page, facts = found.document, found.posting
    yield click.style(safe(facts.title or "Untitled page"), bold=True)
    if facts.employer.name:
        yield safe(facts.employer.name)
    yield click.style(f"{page.content_type}, {page.encoding} ({page.encoding_source})", dim=True)
    if facts.recognised is None:
        yield click.style("Too little text to tell whether this is a posting.", fg="yellow")
    elif not facts.recognised:
        yield click.style("This does not look like a job posting.", fg="yellow")
    yield ""
    for salary in facts.salaries:
        yield f"{'Pay':16}{safe(pay(salary))}"
    for policy in facts.domain_policy:
        said = ", ".join(policy.domains) + (" only" if policy.exclusive else "")
        yield f"{'Writes from' if policy.scope == 'email' else 'Has jobs on':16}{safe(said)}"
    for address in dict.fromkeys(c.domain or c.value for c in facts.contacts if c.role == "apply"):
        yield f"{'Apply leads to':16}{safe(address)}"
    for annotation in found.annotations:
        yield ""
        yield from _told(annotation, page.page_text or "", width)
    yield ""
    yield verdict(found)
    for gap in found.incomplete:
        yield click.style(f"Not checked: {safe(gap.detail)}", fg="yellow")


def verdict(found: Report) -> str:
    """The last line: what was found, and never "nothing" of a page that was read in part."""
    counts = {words: sum(a.severity == severity for a in found.annotations) for severity, words in COUNTED.items()}
    told = ", ".join(f"{number} {words[number > 1]}" for words, number in counts.items() if number)
    if not found.complete:
        return click.style(f"Partly checked{': ' + told if told else ''}.", bold=True)
    return click.style(f"Found: {told}." if told else "Nothing found.", bold=True)


def pay(salary: Salary) -> str:
    """A pay statement on one line.

    >>> from server.report import Salary
    >>> pay(Salary("text", "190000", "251257", "USD", "year", "190000", "251257", "base", "Berlin", None))
    '190,000 – 251,257 USD a year (base, Berlin, text)'
    """
    ends = [f"{Decimal(end):,}" if end else "…" for end in dict.fromkeys((salary.min, salary.max))]
    said = [" – ".join(ends), salary.currency or "(currency not said)"]
    if salary.period:
        said.append("an hour" if salary.period == "hour" else f"a {salary.period}")
    about = [part for part in (salary.kind, salary.label, salary.origin) if part and part != "unknown"]
    return f"{' '.join(said)} ({', '.join(about)})"


def _told(annotation: Annotation, text: str, width: int) -> Iterator[str]:
    """One finding: what it is, why, and the lines concerned."""
    word = click.style(WORDS[annotation.severity], fg=COLOURS[annotation.severity], bold=True)
    yield f"{word}  {click.style(safe(annotation.title), bold=True)}  {click.style(annotation.rule, dim=True)}"
    yield from textwrap.wrap(safe(annotation.message), width, initial_indent="  ", subsequent_indent="  ")
    places = [("", annotation.target), *((place.label, place.target) for place in annotation.related)]
    for label, target in places:
        if target is not None:
            yield from _quoted(text, target, label, width)
    for replacement in annotation.replacements[:1]:
        yield f"  reads  {click.style(safe(replacement), fg='green')}"
    if annotation.certainty == "review":
        yield "  Not certain: have a look before you rely on it."


def _quoted(text: str, target: Target, label: str, width: int) -> Iterator[str]:
    """The line in which a place begins, with the place underlined; cut to the width of the terminal."""
    start, end = target.position.start, target.position.end
    number = text.count("\n", 0, start) + 1
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", start) if "\n" in text[start:] else len(text)
    margin = f"  {number:>4} │ "
    room = max(20, width - len(margin))
    if last - first > room:
        first = max(first, min(start - room // 3, last - room))
        last = min(last, first + room)
    before, quote = safe(text[first:start]), safe(text[start : min(end, last)])
    yield click.style(margin, dim=True) + before + quote + safe(text[min(end, last) : last])
    marks = " " * columns(before) + "^" * max(1, columns(quote))
    yield click.style(" " * (len(margin) - 2) + "│ ", dim=True) + marks + (f" {safe(label)}" if label else "")


def safe(text: str) -> str:
    r"""Text of a page for a terminal: what would move the cursor or turn the direction is shown as its escape.

    >>> safe("pay\x1b[2J\u202e"), safe("à\tb")
    ('pay\\x1b[2J\\u202e', 'à b')
    """
    return "".join(
        repr(c)[1:-1] if unicodedata.category(c) in ("Cc", "Cf") else c
        for c in text.replace("\t", " ").replace("\n", " ")
    )


def columns(text: str) -> int:
    """How many terminal columns a text takes: wide characters two, combining marks none.

    >>> columns("pay"), columns("💰"), columns("年俸"), columns("e\u0301")
    (3, 2, 4, 1)
    """
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(bool(unicodedata.combining(character)) for character in text)
