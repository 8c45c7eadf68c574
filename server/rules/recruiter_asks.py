"""What a posting asks of applicants that no employer needs yet: money, bank details, papers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from server.document.model import Span
from server.posting import sentences, words
from server.posting.domains import table
from server.posting.model import Posting
from server.rules.model import Finding, Rule, rule

_MOST = 20
"""Sentences that are judged on one page."""
_NOTICE = 900
"""Characters to each side in which a notice about fraud says what employers do not ask for: some are long lists."""


def _asked(posting: Posting, what: str, *needed: str) -> Iterator[tuple[str, Span]]:
    """Where a thing is asked for: the words for it in a sentence with all that is `needed`, the first in each.

    Not where the sentence denies it or means a later time, and not inside a notice about fraud.
    """
    text = posting.document.text
    mentions = (
        (sentence, match)
        for sentence in sentences.holding(text, table("ask_words.toml")[f"{what}_cue"]["any"])
        if (match := words.pattern("ask_words", what).search(text, *sentence))
    )
    for sentence, match in islice(mentions, _MOST):
        around = text[sentence.start : match.start()] + " … " + text[match.end() : sentence.end]
        notice = text[max(0, match.start() - _NOTICE) : match.end() + _NOTICE]
        if (
            all(_says(kind, around) for kind in needed)
            and not _says("denied", around)
            and not _says("later", around)
            and not _says("notice", notice)
        ):
            yield match[0], sentence


def _says(kind: str, text: str) -> bool:
    return words.pattern("ask_words", kind).search(text) is not None


@rule(
    "recruiter/pays-to-apply",
    severity="serious",
    title="The applicant is to pay",
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

    Not flagged: "we never ask for a fee"; costs that the employer pays or pays back; fees as the work itself.
    """
    for what, span in _asked(posting, "fee", "pay", "payer"):
        yield Finding(span, f"This asks the applicant to pay: {what}.", data={"what": what}, certainty="review")


@rule(
    "recruiter/sensitive-data-asked",
    severity="serious",
    title="Papers or bank details asked for with the application",
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

    Example: "to apply, send your CV and a copy of your passport"

    Not flagged: what is asked after an offer or for a background check; "we never ask for"; data as the work itself.
    """
    for what, span in _asked(posting, "paper", "give", "applying"):
        yield Finding(
            span, f"This asks for more than an application needs: {what}.", data={"what": what}, certainty="review"
        )


RULES: tuple[Rule, ...] = (pays_to_apply, sensitive_data_asked)
