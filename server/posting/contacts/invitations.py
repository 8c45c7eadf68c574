"""What the words around a link or an address invite to: to apply, to ask, or to nothing.

Words are data (`data/apply_words.toml`); only the grammar is here.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from server.document.model import Span
from server.posting import sentences, words

Role = Literal["apply", "contact", "mention", "example"]

_LABEL = 80
"""Characters of a link's label that are read: an invitation is short."""
_BEFORE = 160
"""Characters before an address in which its invitation is looked for."""
_SENTENCE = 300
"""Characters to each side in which the sentence around a place is looked for."""

_QUESTION = re.compile(r"\w[^.!?\n]{0,60}\?\s$")
"""What an address right after it answers: "Interested? jobs@acme.example"."""
_MAILBOX = re.compile(r"[^\s@]{1,64}@\S{1,100}")
_ANSWERED = re.compile(r"(\w[^.!?\n]{0,80}\?)\s(?:[^\W\d_][\w-]{0,14}\s){1,5}$")
_NATIONAL = re.compile(r"(?<![\w.,])(?:\+|\(?0)[\d\s().\-/]{6,18}\d")
"""A telephone number as people write it, with a country's code or the zero before that of a place."""
_NUMBER_BEHIND = re.compile(r"[^\w\n]{0,4}(?:[^\W\d_]{1,12}[^\w\n]{1,3}){0,2}[+(]{0,2}\d[\d\s().\-/]{5,18}\d")
_SENTENCE_END = re.compile(r"\n|[.!?][\"”’)]?[^\S\n]|[。\uff01\uff1f]")


def invites_to_apply(label: str) -> bool:
    """Whether what is read on a link or button says that it leads to the application.

    >>> [invites_to_apply(s) for s in ("APPLY", "Jetzt bewerben", "Apply filters", "How to apply", "Terms apply")]
    [True, True, False, False, False]
    """
    if len(label) > _LABEL:
        return False
    found = _words("button").search(label)
    if found is None or _says("no_button", label) or _says("explains", label):
        return False
    if found[0].lower() == "apply" and not _after_apply().match(label, found.end()):
        return False
    return len(label[: found.start()].split()) <= 2 and len(label[found.end() :].split()) <= 6


def directs_to_apply(before: str, after: str = "") -> bool:
    """Whether the sentence around a link or a web address sends applicants there.

    >>> [directs_to_apply(s) for s in ("To apply, please click ", "Apply at ", "We apply the ideas of ")]
    [True, True, False]
    >>> directs_to_apply("Fill in ", " to apply.")
    True
    """
    if _says("no_button", before) or _says("service", before) or _says("aside", before):
        return False
    return _directed().search(before) is not None or _directing().match(after) is not None


def role_of_mail(text: str, span: Span, *, declared: bool) -> Role:
    """What a mail address is there for, by the words around it; `declared` where it stands in a policy."""
    before, after = around(text, span)
    before = _MAILBOX.sub("…", before)  # a word in another address is none of the sentence
    local = text[slice(*span)].partition("@")[0].replace("_", "-")
    if is_warned_of(text, span) or (declared and not _is_written_to(re.split(r"[,;–—]", before)[-1])):
        return "example"
    if _words("example").search(before[-20:]):
        return "example"
    if _says("service", before) or _says("service", after[:60]) or _says("received", after[:60]):
        return "mention"
    if _says("report_box", local) or _words("service").fullmatch(local):
        return "mention"
    if _says("send", before):
        return "apply"
    return "contact" if _says("contact", before) and not _says("aside", before + _topic(text, span)) else "mention"


def _topic(text: str, span: Span) -> str:
    """The question that an address answers in a few words: "Questions about your visa? Please contact ..."."""
    before = text[max(0, span.start - _BEFORE) : span.start]
    asked = _ANSWERED.search(before) if "?" in before else None
    return asked[1] if asked else ""


def is_warned_of(text: str, span: Span) -> bool:
    """Whether the sentence of a place speaks of what stands there as somebody else's, or as what to keep away from.

    Lists, tables and the next sentence are read with the policies (`disowned`); here it is what one sentence says.

    >>> text = "Scammers use a@acme-jobs.example. Report fraud to c@acme.example."
    >>> [is_warned_of(text, Span(at, at + 1)) for at in map(text.index, ("a@", "c@"))]
    [True, False]
    """
    before, after = around(text, span)
    return not _is_written_to(before) and _warns(before + " … " + after)


def around(text: str, span: Span) -> tuple[str, str]:
    """What stands before and after a place in its sentence, on its line.

    >>> around("We sort. Write to a@b.example, please. Bye.", Span(18, 29))
    ('Write to ', ', please')
    >>> around("We sort. Interested? a@b.example", Span(21, 32))
    ('Interested? ', '')
    >>> around("We sort. Write to Mr. Lee, a@b.example", Span(27, 38))
    ('Write to Mr. Lee, ', '')
    >>> around("We are Acme Inc.\\nWrite to a@b.example", Span(26, 37))
    ('Write to ', '')
    """
    before = text[max(0, span.start - _BEFORE) : span.start]
    after = text[span.end : span.end + _SENTENCE]
    asked = _QUESTION.search(before) if before[-2:-1] == "?" else None
    rest = _SENTENCE_END.split(after, maxsplit=1)[0].removesuffix(".")
    ends = (end for end in _SENTENCE_END.finditer(before) if not sentences.is_abbreviation(before, end.start()))
    return asked[0] if asked else before[max((end.end() for end in ends), default=0) :], rest


def asks(text: str) -> bool:
    """Whether words ask the reader to get in touch: "message us", "schreib uns"."""
    return _says("invite", text)


def declines(text: str) -> bool:
    """Whether words say what is not done, or what not to do: "never", "nicht"."""
    return _policy("not").search(text) is not None or _says("not_invited", text)


def offers_other_way(text: str, span: Span) -> bool:
    """Whether the sentence around an account in a messenger names another way: "... or apply online", a number.

    >>> offers_other_way("0511 5550 or WhatsApp 0151 5550", Span(22, 31)), offers_other_way("0151 5550", Span(0, 9))
    (True, False)
    """
    parts = around(text, span)
    return any(_says("other_way", part) for part in parts) or _NATIONAL.search(parts[0]) is not None


def names_phone(text: str) -> bool:
    """Whether a text has a number that it calls a telephone's.

    >>> names_phone("Tel. 0511 555010"), names_phone("Call us on 0511 555010"), names_phone("Call 3 clients a day")
    (True, True, False)
    """
    return any(_NUMBER_BEHIND.match(text, word.end()) for word in _words("telephone").finditer(text))


def sends(label: str) -> bool:
    """Whether the button of a form sends what was written in it.

    >>> [sends(s) for s in ("Send", "Absenden", "Search")]
    [True, True, False]
    """
    return len(label) <= _LABEL and _says("send_button", label)


def _says(kind: str, text: str) -> bool:
    return _words(kind).search(text) is not None


def _words(kind: str) -> re.Pattern[str]:
    return words.pattern("apply_words", kind)


def _source(kind: str) -> str:
    return words.source("apply_words", kind)


@cache
def _after_apply() -> re.Pattern[str]:
    """What follows a bare "apply" that is a button: nothing, a sign, "now", "for this job"; no other word."""
    return re.compile(rf"\W*$|\s*(?:[^\w\s.]|\.(?!\w))|\s+(?:{_source('after_apply')})", re.I)


@cache
def _directed() -> re.Pattern[str]:
    """The end of "to apply, please click on", up to the link."""
    glue = _source("direct_glue")
    return re.compile(rf"(?<!\w)(?:{_source('direct')})(?:\W{{1,4}}(?:{glue})){{0,8}}\W{{0,6}}$", re.I)


@cache
def _directing() -> re.Pattern[str]:
    return re.compile(rf"\W{{0,4}}(?:{_source('direct_after')})", re.I)


def _is_written_to(before: str) -> bool:
    """Whether the last thing said before an address is to write there, rather than who writes from it.

    >>> [_is_written_to(s) for s in ("report it to ", "questions? contact ", "a message from ", "people write as ")]
    [True, True, False, False]
    """
    if _ends_in_to().search(before) and not _policy("not").search(before):
        return True
    asked = [m.end() for kind in ("send", "contact") for m in _words(kind).finditer(before)]
    asked += [m.end() for m in _policy("towards").finditer(before)]
    come = [m.end() for kind in ("from", "bad") for m in _policy(kind).finditer(before)]
    come += [m.end() for m in _words("others").finditer(before)]
    return max(asked, default=-1) > max(come, default=-1)


def _policy(kind: str) -> re.Pattern[str]:
    return words.pattern("policy_words", kind)


@cache
def _ends_in_to() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words.source('policy_words', 'to')})[\s:]*$", re.I)


def _warns(text: str) -> bool:
    return _policy("bad").search(text) is not None or _says("shun", text)
