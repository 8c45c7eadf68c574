"""What a posting asks of applicants that no employer needs yet: money, bank details, papers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from server.document.model import Span
from server.messages import say
from server.posting import sentences, words
from server.posting.domains import table
from server.posting.model import Posting
from server.rules.model import Finding, Rule, rule

Kinds = tuple[str, ...]

_MOST = 20
"""Sentences that are judged on one page."""
_LONGEST_FORM = 2_000
"""Characters of a form's labels that are read; a longer form is a page of text."""
_NOTICE = 900
"""Characters to each side in which a notice about fraud says what employers do not ask for: some are long lists."""


def _asked(posting: Posting, what: str, cue: str, needed: Kinds, vetoed: Kinds) -> Iterator[tuple[str, Span]]:
    """Where a thing is asked for: the words for it in a sentence with all that is `needed`, the first in each.

    Each of `needed` and `vetoed` is a kind of words, or several to choose from: "payer|to_apply". Not where the
    sentence denies it or is about those who leave, and not inside a notice about fraud.
    """
    text = posting.document.text
    mentions = (
        (sentence, match)
        for sentence in sentences.holding(text, table("ask_words.toml")[cue]["any"])
        if (match := words.pattern("ask_words", what).search(text, *sentence))
    )
    for sentence, match in islice(mentions, _MOST):
        around = text[sentence.start : match.start()] + " … " + text[match.end() : sentence.end]
        notice = text[max(0, match.start() - _NOTICE) : match.end() + _NOTICE]
        if (
            all(_says(kind, around) for kind in needed)
            and not any(_says(kind, around) for kind in ("denied", *vetoed))
            and (_says("repaid", around) or not _says("leaving", around))  # what is paid back was paid first
            and not _says("notice", notice)
        ):
            yield match[0], sentence


def _says(kinds: str, text: str) -> bool:
    return any(words.pattern("ask_words", kind).search(text) for kind in kinds.split("|"))


@rule(
    "recruiter/pays-to-apply",
    severity="serious",
    bad=(
        "To secure your place, applicants must pay a registration fee of $45 by bank transfer.",
        "Bewerber zahlen vorab eine Bearbeitungsgebühr von 30 Euro.",
    ),
    good=(
        "We never ask applicants to pay an application fee.",
        "We reimburse your training fees and pay for your visa.",
        "You will build the payment of application fees for our customers.",
    ),
)
def pays_to_apply(posting: Posting) -> Iterator[Finding]:
    """A fee, deposit or purchase that the posting asks of applicants.

    Why it matters: in most places an employer may not charge for an application, and money sent ahead is
    seldom seen again.

    Example: "applicants must pay a registration fee of $45"

    Not flagged: "we never ask for a fee"; costs that the employer pays, or pays back to other sellers than its own;
    fees as the work itself; what employees owe who leave early.
    """
    told: set[Span] = set()
    vetoed = ("elsewhere", "covered")
    fees = _asked(posting, "fee", "fee_cue", ("pay", "payer|to_apply|plead"), vetoed)
    costs = _asked(posting, "cost", "cost_cue", ("to_apply",), vetoed)
    items = _asked(posting, "item", "obliged_cue", ("obliged", "payer|plead"), vetoed)
    # What is sold by the one who asks is told although it is to be paid back: the cheque for it may not be good.
    bought = ("obliged", "payer|to_apply", "supplier", "repaid|to_apply")
    gear = _asked(posting, "gear", "supplier_cue", bought, ("elsewhere",))
    for what, span in chain(fees, costs, items, gear):
        if span not in told:
            told.add(span)
            yield Finding(
                span, say("recruiter/pays-to-apply.asked", what=what), data={"what": what}, certainty="review"
            )


@rule(
    "recruiter/sensitive-data-asked",
    severity="serious",
    bad=(
        "To apply, send your CV and a copy of your passport and bank details.",
        "Bitte senden Sie mit der Bewerbung Ihre Kontonummer.",
    ),
    good=(
        "We will never ask candidates to provide their social security number or bank details.",
        "After an offer you provide bank details for payroll.",
        "Experience with bank account information and SSN redaction.",
    ),
)
def sensitive_data_asked(posting: Posting) -> Iterator[Finding]:
    """Bank details, an identity number or a copy of papers that the posting wants together with the application.

    Why it matters: nobody needs them to choose among applicants, and with them others can act in your name.

    Example: "to apply, send your CV and a copy of your passport"; a field for it in the application form

    Not flagged: what is asked after an offer or for a background check; "we never ask for"; data as the work itself.
    """
    in_text = _asked(posting, "paper", "paper_cue", ("give", "applying"), ("later", "elsewhere", "covered"))
    for what, span in chain(in_text, _fields(posting)):
        said = say("recruiter/sensitive-data-asked.asked", what=what)
        yield Finding(span, said, data={"what": what}, certainty="review")


def _fields(posting: Posting) -> Iterator[tuple[str, Span]]:
    """What the fields of an application form ask for, by their labels."""
    for contact in posting.contacts:
        if contact.kind != "form" or contact.role != "apply" or contact.span.end - contact.span.start > _LONGEST_FORM:
            continue
        match = words.pattern("ask_words", "paper").search(posting.document.text, *contact.span)
        if match and not _says("denied|notice|later", posting.document.text[slice(*contact.span)]):
            yield match[0], Span(*match.span())


RULES: tuple[Rule, ...] = (pays_to_apply, sensitive_data_asked)
