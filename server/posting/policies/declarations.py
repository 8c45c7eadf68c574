"""How a sentence speaks of the addresses in it: as the employer's own, as somebody else's, or not at all.

A sentence is read, not matched as a whole: its addresses are grouped into lists ("@a.com, @b.com or
@c.co.uk"), and each list is judged by what governs it. Right before a list stands the way ("come from",
"except via"); further left, up to the clause's beginning or a word that starts afresh ("only", "our
official"), a negation or a warning turns it round. What names an address as others' is in `disowned`,
what only hands one out in `usage`, where the jobs are in `sites`.
Words are data (`data/policy_words.toml`); only the grammar is here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from server.document.model import Span
from server.posting.addresses import Address
from server.posting.policies import announced, disowned
from server.posting.policies.vocabulary import ending, has, last, source_of, words_of
from server.posting.sentences import LISTED

_WINDOW = 300
"""Characters to the left of a list in which its governing words are looked for."""
GOES_ON = 30
"""Characters after a list that declares, in which another is about the same: "@acme.com, not @acme-jobs.com"."""
_MISUSED = 80
"""Characters after a list in which it is said what others do with it: "... to send fake offers"."""
_EXCEPTION_REACH = 60
"""Characters from "except" to what is excepted."""
_NEGATION_REACH = 80
"""Characters from "never" to what is denied."""
_NEAR_WAY = 40
"""Characters between "from" and "acme.com e-mail addresses"."""

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
_LIKENED = re.compile(r"\b(?:not|as|of|like|an?|no|appear|look|be)\s+$", re.I)
"""Before a word that starts afresh: "not official", "posing as official"."""
_LABEL = re.compile(r"(?:^|[\n(/;.,✅❌✓✔✗✘🚫]\s*|\s[-–]\s)([^\n:;.,(]{1,30}):[\s\"'“*_]*$")
_GOOD_MARK, _BAD_MARK = re.compile(r"[✅✓✔]\s*$"), re.compile(r"[❌✗✘🚫]\s*$")


@dataclass(frozen=True, slots=True)
class AddressList:
    """Addresses that stand together, and the text that governs them."""

    members: tuple[Address, ...]
    left: str
    """From the beginning of the sentence, or from the list before, up to the first member."""
    right: str
    """From the last member to the end of the sentence."""
    after: str = ""
    """The next sentence, for the last list of one."""


def lists(text: str, sentence: Span, found: list[Address], after: str = "") -> list[AddressList]:
    """Addresses grouped where only list words stand between them."""
    groups: list[list[Address]] = []
    for address in found:
        if groups and _is_glue(text[groups[-1][-1].span.end : address.span.start]):
            groups[-1].append(address)
        else:
            groups.append([address])
    ends = [sentence.start, *(group[-1].span.end for group in groups)]
    return [
        AddressList(
            tuple(group),
            announced.above(text, group[0].span.start)
            or text[max(start, group[0].span.start - _WINDOW) : group[0].span.start],
            text[group[-1].span.end : min(sentence.end, group[-1].span.end + _WINDOW)],
            after if group is groups[-1] else "",
        )
        for start, group in zip(ends, groups, strict=False)
    ]


def _is_glue(between: str) -> bool:
    """Whether text between two addresses only holds a list together.

    >>> _is_glue(", or "), _is_glue(" and from "), _is_glue(", not "), _is_glue(" are fake; use ")
    (True, True, False, False)
    """
    if len(between) > 60 or re.search(r"[;\t✅❌✓✔✗✘🚫]|[.!?:]\s", between):
        return False
    glue = words_of("glue")
    return all(glue.fullmatch(word) for word in re.findall(r"[^\W\d_]+(?:/[^\W\d_]+)?", between))


def declares(group: AddressList, sentence: str, before: str) -> bool:
    """Whether a list is said to be where mail comes from, rather than an address to write to or a mere mention."""
    kinds = {"at" if member.is_placeholder else member.kind for member in group.members}
    labelled = label(group.left)
    if labelled is False or (labelled and kinds & {"at", "mailbox"}):
        return True
    near = _clause(group.left)[-120:]
    if _imitated().search(near):
        return False
    if disowned.names(near) or ("at" not in kinds and _is_disowned(group)):
        return True
    about_mail = has("mail", sentence) or (len(sentence) < LISTED and has("mail", before))
    speaks = has("sender", sentence) or has("only", sentence) or has("bad", sentence)
    if "at" in kinds:
        handle = has("social", near[-40:]) and not has("mail", near[-40:])
        received = has("towards", near) and not _comes_from(near)
        return not handle and not received and (about_mail or (speaks and _comes_from(near)))
    if not about_mail:
        return False
    if has("safe_list", sentence) and has("expect", near):
        return True
    if "mailbox" in kinds:
        excludes = has("only", near) or has("except", near) or has("other", group.right[:GOES_ON])
        speaking = has("sender", sentence) or has("mail", near)
        return _comes_from(near) and excludes and speaking and not is_written_to(near)
    if any(member.path for member in group.members):
        return False
    if _domain_named().match(group.right):
        return speaks and _comes_from(near[-_NEAR_WAY:])
    if _from_here().search(near) and has("only", near) and has("sender", sentence):
        return True
    return (speaks or _comes_from(near)) and _named_domain().search(near) is not None


def is_written_to(left: str) -> bool:
    """Whether the reader is asked to write to what follows.

    >>> [is_written_to(s) for s in ("please send your CV to ", "questions? E-mail ", "e-mails only come from ")]
    [True, True, False]
    >>> is_written_to("mail about your application is sent from ")
    False
    """
    if _from_here().search(left):
        return False
    return has("towards", left) or _IMPERATIVE.search(left) is not None


@cache
def _from_here() -> re.Pattern[str]:
    """What says right before an address that mail comes from it: "from ", "von der Adresse "."""
    return re.compile(rf"(?<!\w)(?:{source_of('origin')}){ending('glue', 'only', 'domain')}", re.I)


@cache
def _named_domain() -> re.Pattern[str]:
    """What stands before a host that mail comes from: "our domain, ", "ending in ", "domains include "."""
    return re.compile(rf"(?<!\w)(?:{source_of('domain')}){ending('glue', 'listing', 'except', 'only')}", re.I)


@cache
def _domain_named() -> re.Pattern[str]:
    """And after it: " e-mail address", " domain"."""
    return re.compile(
        rf"[\s\"'”’*_]*(?:(?:branded|corporate|company|business|work|official)\s+)?(?:{source_of('domain')})", re.I
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
    way, destination = last("from", left), last("to", left)
    return way is not None and (destination is None or destination.start() < way.start())


def polarity(group: AddressList) -> tuple[bool, bool]:
    """Whether a list is the employer's own, and whether the sentence says so by excluding all others."""
    labelled = label(group.left)
    if labelled is not None:
        return labelled, False
    left = _clause(group.left)
    if disowned.names(left):
        return False, False
    exception = last("except", left)
    if exception is not None and len(left) - exception.end() <= _EXCEPTION_REACH:
        return True, True
    if _other_than().search(left):
        return True, True
    fresh = fresh_start(left)
    negation = last("not", left[fresh:])
    if negation is not None and len(left) - fresh - negation.end() <= _NEGATION_REACH:
        before = left[: fresh + negation.start()]
        turned = is_conditional(before) or has("agents", before)  # what fraudsters do not use is the employer's
        return turned, turned
    governing = left[max(fresh, *(comma.end() for comma in _SUBJECT.finditer(left)), 0) :]
    if has("bad", governing) or _foreign_mail().search(governing):
        return False, False
    misused = has("others", governing) and has("bad", _CLAUSE.split(group.right[:_MISUSED], maxsplit=1)[0])
    return not (misused or _is_disowned(group)), False


def _is_disowned(group: AddressList) -> bool:
    """Whether what follows a list, or the next sentence, says that it is not the employer's."""
    left = _clause(group.left)
    if is_written_to(left) or (has("not", left) and has("condition", left)):
        return False
    if disowned.after(group.right) or (disowned.told_to_ignore(group.right) and has("condition", left)):
        return True
    return disowned.by_next(group.after) and not has("only", left)


def fresh_start(left: str) -> int:
    """Where the last word ends that starts afresh: "only", "official", unless it is itself denied or likened.

    >>> fresh_start("we never text and only mail from "), fresh_start("looking like an official mail from ")
    (22, 0)
    """
    fresh = (word.end() for word in words_of("good").finditer(left) if not _LIKENED.search(left, 0, word.start()))
    return max(fresh, default=0)


def is_conditional(before: str) -> bool:
    """Whether a negation describes mail that is not the employer's ("emails that do not come from"), not its habit.

    >>> [is_conditional(s) for s in ("any email that does ", "emails ", "We will ", "Acme does ")]
    [True, True, False, False]
    """
    spoken = _AUXILIARY.sub("", before).rstrip()
    if _ending_in("we").search(spoken):
        return False
    if has("condition", before[-120:]):
        return True
    return spoken == before.rstrip() and _ending_in("mail").search(spoken) is not None


@cache
def _ending_in(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{source_of(kind)})$", re.I)


@cache
def _foreign_mail() -> re.Pattern[str]:
    """What is not the employer's by its kind: "free e-mail accounts", "other domains", "a personal address"."""
    noun = rf"accounts?|providers?|services?|{source_of('mail')}"
    return re.compile(rf"(?<!\w)(?:{source_of('foreign')})\b(?:[\s,/-]+\w+){{0,2}}?[\s,/-]+(?:{noun})", re.I)


@cache
def _imitated() -> re.Pattern[str]:
    """What is done to the employer's own address: "resembles ", "pretend to write from "."""
    between = ending("glue", "origin", "domain", "misuse", "imitated_glue")
    return re.compile(rf"(?<!\w)(?:{source_of('imitate')}){between}", re.I)


@cache
def _other_than() -> re.Pattern[str]:
    """The same, compared with a list: "any other address than ", "une autre adresse que "."""
    return re.compile(
        rf"(?<!\w)(?:{source_of('foreign')})(?:[\s,/-]+[\w'’]+){{0,4}}?\s+(?:{source_of('than')}){ending('glue')}", re.I
    )


def label(left: str) -> bool | None:
    """What a label right before an address says of it: "CORRECT: ", "❌ "; None where there is none."""
    if _GOOD_MARK.search(left):
        return True
    if _BAD_MARK.search(left):
        return False
    written = _LABEL.search(left)
    if written is None:
        return None
    said = written[1].strip(" \"'*_/–-")
    if _label_of("bad_label").fullmatch(said):
        return False
    return True if _label_of("good_label").fullmatch(said) else None


@cache
def _label_of(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{source_of(kind)})(?:\s+\w+){{0,2}}", re.I)
