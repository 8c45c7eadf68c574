"""What an employer declares: which domains its mail comes from, which sites its jobs are on.

A sentence is read, not matched as a whole: the addresses in it are grouped into lists ("@a.com, @b.com
or @c.co.uk"), and each list is judged by what governs it. Right before a list stands the way ("come
from", "except via"); further left, up to the clause's beginning or a word that starts afresh ("only",
"our official"), a negation or a warning turns it round; to its right a predicate may ("are fraudulent").
Words are data (`data/policy_words.toml`); only the grammar is here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Literal

from server.document.model import Document, Span
from server.posting import addresses, domains, words
from server.posting.addresses import Address
from server.posting.model import Declared, Policy

_MOST = 50
"""Addresses of one sentence that are read, and policies of one page; real ones have five and six at most."""
_MOST_SENTENCES = 100
"""Sentences with an address that are judged; the fullest ordinary posting has some twenty."""
_LONGEST_SENTENCE = 2_000
"""Characters; longer ones are cut into pieces."""
_WINDOW = 300
"""Characters to the left of a list in which its governing words are looked for."""
_GOES_ON = 30
"""Characters after a list that declares, in which another is about the same: "@acme.com, not @acme-jobs.com"."""
_MISUSED = 80
"""Characters after a list in which it is said what others do with it: "... to send fake offers"."""
_NEAR_WAY = 40
"""Characters between "from" and "acme.com e-mail addresses"."""
_LISTED = 80
"""Characters of a line that is a member of a list."""


_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]*_]{0,3}\s+(?=[\"'“‘(\[*_•✅❌-]{0,3}[^\W\d_a-z])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|z\.B|bzw|vs|etc|inc|ltd|co|corp|mr|ms|dr|u\.s|p\.ej|ex|np|bijv|d\.h)|\b[A-Z])\.$", re.I
)
_CLAUSE = re.compile(
    r"[;!?—–•]|(?<!e\.g)(?<!i\.e)\.\s|\s-\s|:(?=\s+(?:\S+\s+){3})"
    r"|\band\s(?=(?:our|all|we|will|always)\b)"
)
_SUBJECT = re.compile(r",\s+(?=(?:our|all|we|any|every|the|please|official|legitimate|genuine)\b|[A-Z])")
"""A comma with a new subject after it: what warns before it no longer governs."""
_AUXILIARY = re.compile(r"(?:\b(?:will|do|does|did|would|can|could|shall|should|has|have|is|are|also)\s+)*$", re.I)
_IMPERATIVE = re.compile(
    r"(?:^|[,.;:?!(]\s*|\b(?:please|or|and|can|to)\s+)(?:e-?mail|write|contact|message)\s*(?:us|me)?[\s:]*$", re.I
)
_LABEL = re.compile(r"(?:^|[\n(/;.,✅❌✓✔✗✘🚫]\s*|\s[-–]\s)([^\n:;.,(]{1,30}):[\s\"'“*_]*$")
_GOOD_MARK, _BAD_MARK = re.compile(r"[✅✓✔]\s*$"), re.compile(r"[❌✗✘🚫]\s*$")
_PREDICATE = re.compile(
    r"[\s\"'”’)\].,_*]{0,6}(?:(?:e-?mails?|domains?|address(?:es)?|accounts?|web ?sites?|sites?)\s*,?\s+){0,2}"
    r"(?:(?:which|that|it|they|these|those|this)\s*)?"
    r"((?:['’]s|is|are|was|were|do|does|should|must|has|have|ist|sind|son|es|sont|est|são|é|są|jest|zijn)(?:\b|n['’]t)[^.;\n]{0,80})",
    re.I,
)
_DISOWNED = re.compile(
    r"(?:\b(?:not?|nicht|kein\w*|pas|não|nie|niet)|n['’]t)\s+(?:\w+\s+){0,3}?"
    r"(?:us|ours?|legit\w*|valid|official|genuine|authentic|real|affiliated|associated|owned|belong|part|used|from"
    r"|von uns|nuestr\w*|noss\w*)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _List:
    """Addresses that stand together, and the text that governs them."""

    members: tuple[Address, ...]
    left: str
    """From the beginning of the sentence, or from the list before, up to the first member."""
    right: str
    """From the last member to the end of the sentence."""


def read(document: Document) -> tuple[Policy, ...]:
    """The policies of a page in the order of its text; empty where it declares none."""
    text = document.text
    sentences = islice(_telling_sentences(text), _MOST_SENTENCES)
    return tuple(islice((p for sentence, found in sentences for p in _policies(text, sentence, found)), _MOST))


def _telling_sentences(text: str) -> Iterator[tuple[Span, list[Address]]]:
    """The sentences with an address in them, or with the name of a mail service."""
    folded = words.folded(text)
    for sentence in _sentences(text):
        found = addresses.in_text(text, *sentence, hosts=True, most=_MOST)
        if found or words.any_of(folded[sentence.start : sentence.end], "policy_words", "provider_cue"):
            yield sentence, found


def _policies(text: str, sentence: Span, found: list[Address]) -> Iterator[Policy]:
    written = _without(text, sentence, found)
    after = text[sentence.end : sentence.end + 200].lstrip()
    before = text[max(0, sentence.start - 200) : sentence.start]
    allowed: list[Declared] = []
    rejected: list[Declared] = []
    inverted = False
    for group in _lists(text, sentence, found):
        goes_on = bool(allowed or rejected) and len(group.left) < _GOES_ON
        if not goes_on and not _declares(group, written, before):
            continue
        polarity, turned = _polarity(group)
        inverted = inverted or turned
        (allowed if polarity else rejected).extend(_declared(member, group) for member in group.members)
    rejected.extend(_providers(written))
    if allowed or rejected:
        exclusive = bool(allowed) and (inverted or _is_exclusive(written, after))
        yield Policy("email", _unique(allowed), _unique(rejected), exclusive, sentence)
    elif sites := _sites(found, written):
        yield Policy("site", sites, (), _has("only", written), sentence)


def _without(text: str, sentence: Span, found: list[Address]) -> str:
    """A sentence with its addresses blanked out, so that "careers" in a link is no word of it."""
    ends = [sentence.start, *(address.span.end for address in found)]
    starts = [*(address.span.start for address in found), sentence.end]
    return " … ".join(text[end:start] for end, start in zip(ends, starts, strict=True))


def _lists(text: str, sentence: Span, found: list[Address]) -> list[_List]:
    """Addresses grouped where only list words stand between them."""
    groups: list[list[Address]] = []
    for address in found:
        if groups and _is_glue(text[groups[-1][-1].span.end : address.span.start]):
            groups[-1].append(address)
        else:
            groups.append([address])
    ends = [sentence.start, *(group[-1].span.end for group in groups)]
    return [
        _List(
            tuple(group),
            text[max(start, group[0].span.start - _WINDOW) : group[0].span.start],
            text[group[-1].span.end : min(sentence.end, group[-1].span.end + _WINDOW)],
        )
        for start, group in zip(ends, groups, strict=False)
    ]


def _is_glue(between: str) -> bool:
    """Whether text between two addresses only holds a list together.

    >>> _is_glue(", or "), _is_glue(" and from "), _is_glue(", not "), _is_glue(" are fake; use ")
    (True, True, False, False)
    """
    if len(between) > 60 or re.search(r"[;✅❌✓✔✗✘🚫]|[.!?:]\s", between):
        return False
    glue = _words("glue")
    return all(glue.fullmatch(word) for word in re.findall(r"[^\W\d_]+(?:/[^\W\d_]+)?", between))


def _declares(group: _List, sentence: str, before: str) -> bool:
    """Whether a list is said to be where mail comes from, rather than an address to write to or a mere mention."""
    kinds = {"at" if member.is_placeholder else member.kind for member in group.members}
    if _label(group.left) is not None and kinds & {"at", "mailbox"}:
        return True
    near = _clause(group.left)[-120:]
    about_mail = _has("mail", sentence) or (len(sentence) < _LISTED and _has("mail", before))
    speaks = _has("sender", sentence) or _has("only", sentence) or _has("bad", sentence)
    if "at" in kinds:
        handle = _has("social", near[-40:]) and not _has("mail", near[-40:])
        received = _has("towards", near) and not _comes_from(near)
        return not handle and not received and (about_mail or (speaks and _comes_from(near)))
    if not about_mail:
        return False
    if _has("safe_list", sentence) and _has("expect", near):
        return True
    if _is_disowned(group.right):
        return True
    if "mailbox" in kinds:
        excludes = _has("only", near) or _has("except", near) or _has("other", group.right[:_GOES_ON])
        speaking = _has("sender", sentence) or _has("mail", near)
        return _comes_from(near) and excludes and speaking and not _is_written_to(near)
    if any(member.path for member in group.members):
        return False
    if _domain_named().match(group.right):
        return speaks and _comes_from(near[-_NEAR_WAY:])
    return (speaks or _comes_from(near)) and _named_domain().search(near) is not None


def _is_written_to(left: str) -> bool:
    """Whether the reader is asked to write to what follows.

    >>> [_is_written_to(s) for s in ("please send your CV to ", "questions? E-mail ", "e-mails only come from ")]
    [True, True, False]
    """
    return _has("towards", left) or _IMPERATIVE.search(left) is not None


@cache
def _named_domain() -> re.Pattern[str]:
    """What stands before a host that mail comes from: "our domain, ", "ending in ", "domains include "."""
    between = (
        rf"(?:[\s,:\"'“‘(*_@]|(?<!\w)(?:{_source('glue')}|{_source('listing')}|{_source('except')}|{_source('only')}))*"
    )
    return re.compile(rf"(?<!\w)(?:{_source('domain')}){between}$", re.I)


@cache
def _domain_named() -> re.Pattern[str]:
    """And after it: " e-mail address", " domain"."""
    return re.compile(
        rf"[\s\"'”’*_]*(?:(?:branded|corporate|company|business|work|official)\s+)?(?:{_source('domain')})", re.I
    )


def _clause(left: str) -> str:
    """The clause that a list stands in, as far as it goes to its left."""
    start = max((boundary.end() for boundary in _CLAUSE.finditer(left)), default=0)
    return left[start:]


def _comes_from(left: str) -> bool:
    """Whether mail comes from what follows, rather than going there.

    >>> _comes_from("our emails only come from "), _comes_from("only you, from home, write to ")
    (True, False)
    """
    way, destination = _last(_words("from"), left), _last(_words("to"), left)
    return way is not None and (destination is None or destination.start() < way.start())


def _polarity(group: _List) -> tuple[bool, bool]:
    """Whether a list is the employer's own, and whether the sentence says so by excluding all others."""
    label = _label(group.left)
    if label is not None:
        return label, False
    left = _clause(group.left)
    exception = _last(_words("except"), left)
    if exception is not None and len(left) - exception.end() <= 60:
        return True, True
    governing = left[_fresh_start(left) :]
    negation = _last(_words("not"), governing)
    if negation is not None and len(governing) - negation.end() <= 80:
        conditional = _is_conditional(left[: len(left) - len(governing) + negation.start()])
        return conditional, conditional
    for comma in _SUBJECT.finditer(governing):
        governing = governing[comma.end() :] if comma.end() <= len(governing) else governing
    if _has("bad", governing) or _names_foreign_mail(governing):
        return False, False
    misused = _has("others", governing) and _has("bad", group.right[:_MISUSED])
    return not (misused or _is_disowned(group.right)), False


def _is_disowned(right: str) -> bool:
    """Whether what follows a list says that it is not the employer's.

    >>> [_is_disowned(s) for s in (" are fraudulent.", ") is not from us", " is our domain", "; all others are fake")]
    [True, True, False, False]
    """
    predicate = _PREDICATE.match(right)
    return predicate is not None and (_has("bad", predicate[1]) or _DISOWNED.search(predicate[1]) is not None)


def _fresh_start(left: str) -> int:
    """Where the last word stands that starts afresh: "only", "official", unless it is itself denied or likened."""
    start = 0
    for match in _words("good").finditer(left):
        word_before = re.search(r"([\w’']+)\s+$", left[max(0, match.start() - 20) : match.start()])
        if not word_before or word_before[1].lower() not in {
            "not",
            "as",
            "of",
            "like",
            "an",
            "a",
            "no",
            "appear",
            "look",
            "be",
        }:
            start = match.end()
    return start


def _is_conditional(before: str) -> bool:
    """Whether a negation describes mail that is not the employer's ("emails that do not come from"), not its habit.

    >>> [_is_conditional(s) for s in ("any email that does ", "emails ", "We will ", "Acme does ")]
    [True, True, False, False]
    """
    spoken = _AUXILIARY.sub("", before).rstrip()
    if re.search(rf"(?:{_source('we')})$", spoken, re.I):
        return False
    if _has("condition", before[-120:]):
        return True
    return spoken == before.rstrip() and bool(re.search(rf"(?:{_source('mail')})$", spoken, re.I))


def _names_foreign_mail(left: str) -> bool:
    """ "free e-mail accounts", "other domains", "a personal address"."""
    adjective = re.compile(
        rf"(?:{_source('foreign')})\b(?:[\s,/-]+\w+){{0,2}}?[\s,/-]+(?:accounts?|providers?|services?|{_source('mail')})",
        re.I,
    )
    return bool(adjective.search(left))


def _label(left: str) -> bool | None:
    """What a label right before an address says of it: "CORRECT: ", "❌ "; None where there is none."""
    if _GOOD_MARK.search(left):
        return True
    if _BAD_MARK.search(left):
        return False
    label = _LABEL.search(left)
    if label is None:
        return None
    said = label[1].strip(" \"'*_/–-")
    if re.fullmatch(rf"(?:{_source('bad_label')})(?:\s+\w+){{0,2}}", said, re.I):
        return False
    if re.fullmatch(rf"(?:{_source('good_label')})(?:\s+\w+){{0,2}}", said, re.I):
        return True
    return None


def _declared(member: Address, group: _List) -> Declared:
    match: Literal["host", "subdomains", "mailbox"]
    if member.kind == "mailbox" and not member.is_placeholder and _label(group.left) is None:
        match = "mailbox"
    else:
        match = "subdomains" if member.kind == "host" else "host"
    written = member.mailbox if member.kind == "mailbox" else "@" * (member.kind == "at") + member.host
    return Declared(member.host, match, written)


def _providers(sentence: str) -> Iterator[Declared]:
    """Mail services that the employer says it never uses, named without their domain."""
    if not words.any_of(sentence.lower(), "policy_words", "provider_cue"):
        return
    for domain, pattern in _provider_names():
        for match in pattern.finditer(sentence):
            left = sentence[max(0, match.start() - 100) : match.start()]
            negation = _last(_words("not"), left[_fresh_start(left) :])
            if negation is not None and _has("mail_verb", left) and not _is_conditional(left[: negation.start()]):
                yield Declared(domain, "host", match[0])
                break


def _is_exclusive(sentence: str, after: str) -> bool:
    """Whether nothing else is legitimate, by the sentence or by the one that follows it."""
    following = re.split(r"[.!?\n]", after, maxsplit=1)[0]
    if _has("other", following) and (_has("bad", following) or _has("not", following)):
        return True
    return (_has("only", sentence) or _has("other", sentence)) and not _has("hedge", sentence)


def _sites(found: list[Address], sentence: str) -> tuple[Declared, ...]:
    """The sites that a sentence names as the ones where the jobs are; empty where it only points to one."""
    hosts = [one for one in found if one.kind == "host" and not domains.is_board(one.host)]
    if not hosts or not (_has("jobs", sentence) and _has("listed", sentence)):
        return ()
    if not (_has("site_only", sentence) or _all_jobs().search(sentence)):
        return ()
    return _unique([Declared(host.host, "subdomains", host.host + host.path) for host in hosts])


@cache
def _all_jobs() -> re.Pattern[str]:
    """ "All our open positions", "toutes nos offres"."""
    return re.compile(rf"(?<!\w)(?:{_source('all')})(?:\s+[\w&.'’-]+){{0,5}}?\s+(?:{_source('jobs')})", re.I)


def _unique(declared: Iterator[Declared] | list[Declared]) -> tuple[Declared, ...]:
    return tuple({(one.domain, one.match): one for one in declared}.values())


def _sentences(text: str) -> Iterator[Span]:
    """The sentences that could hold a policy; a list announced by a colon belongs to its announcement."""
    for line in _candidate_lines(text):
        start = line.start
        for end in _SENTENCE_END.finditer(text, *line):
            if not _ABBREVIATION.search(text, max(start, end.start() - 8), end.start() + 1):
                yield from _pieces(Span(start, end.start() + 1))
                start = end.end()
        yield from _pieces(Span(start, line.end))


def _pieces(sentence: Span) -> Iterator[Span]:
    for start in range(sentence.start, sentence.end, _LONGEST_SENTENCE):
        yield Span(start, min(start + _LONGEST_SENTENCE, sentence.end))


def _candidate_lines(text: str) -> Iterator[Span]:
    folded = words.folded(text)
    cues = domains.table("policy_words.toml")["cue"]["any"]
    places = sorted({at for cue in cues for at in _first_on_lines(folded, cue)})
    done = 0
    for at in places:
        if at >= done:
            start = max(done, text.rfind("\n", 0, at) + 1)
            start, done = _with_list(text, start, _line_end(text, at))
            yield Span(start, done)


def _first_on_lines(text: str, cue: str) -> Iterator[int]:
    at = text.find(cue)
    while at != -1:
        yield at
        at = text.find(cue, _line_end(text, at))


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end == -1 else end


def _with_list(text: str, start: int, end: int) -> tuple[int, int]:
    """A line together with the short lines of addresses that it announces, or with its announcement."""
    announced = text[start - 2 : start] == ":\n" and end - start < _LISTED and "@" in text[start:end]
    if announced:
        start = text.rfind("\n", 0, start - 1) + 1
    if announced or text[max(start, end - 2) : end].rstrip().endswith(":"):
        while end < len(text):
            next_end = _line_end(text, end + 1)
            if next_end - end > _LISTED or "@" not in text[end:next_end]:
                break
            end = next_end
    return start, end


def _has(kind: str, text: str) -> bool:
    return _words(kind).search(text) is not None


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return max(pattern.finditer(text), key=lambda match: match.start(), default=None)


def _words(kind: str) -> re.Pattern[str]:
    return words.pattern("policy_words", kind)


def _source(kind: str) -> str:
    return words.source("policy_words", kind)


@cache
def _provider_names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    names = domains.table("policy_words.toml")["providers"]
    return tuple(
        (domain, re.compile(rf"(?<![\w@.])(?:{'|'.join(said)})(?![\w.]\w)", re.I)) for domain, said in names.items()
    )
