"""Who really writes, and where the apply link leads: against what the posting itself declares.

Every finding names what was seen and what it was compared with. None says what anybody intends.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from server.document.model import Span
from server.messages import Argument, Listed, Message, say
from server.posting import domains, sentences
from server.posting.contacts.invitations import is_warned_of, names_phone, offers_other_way, sends
from server.posting.model import Contact, Declared, Policy, Posting
from server.posting.salaries.headline import layout
from server.rules import recruiter_asks, recruiter_links
from server.rules.lookalike import Likeness, is_respelled, likeness, skeleton
from server.rules.model import Finding, Rule, rule

_MOST_REFERENCES = 8
"""Domains that others are compared with; a page that names more of its own is none of one employer."""
_MOST_HOSTS = 1_000
"""Hosts of one page that are compared; the fullest ordinary page leads to some fifty."""


def outside(contact: Contact, declared: Declared) -> bool:
    """Whether a mail address is none of those that a declaration means.

    "@acme.com" means that host alone, "ending in acme.com" its subdomains too, a full address itself; in each the
    spelling in ASCII of a name that has other letters.
    """
    if declared.match == "mailbox":
        return contact.value.lower() != declared.written.lower()
    host = contact.host or ""
    meant = _is_under(host, declared.domain) if declared.match == "subdomains" else is_respelled(host, declared.domain)
    return not meant


def _is_under(host: str, domain: str) -> bool:
    """Whether a host is a domain or stands under it, as it is or in the spelling in ASCII."""
    levels = domain.count(".") + 1
    return is_respelled(".".join(host.split(".")[-levels:]), domain)


def _mail_policies(posting: Posting) -> tuple[Policy, ...]:
    return tuple(policy for policy in posting.policies if policy.scope == "email")


def _invited_mail(posting: Posting) -> Iterator[Contact]:
    return (one for one in posting.contacts if one.kind == "email" and one.role in ("apply", "contact"))


def _place(contact: Contact) -> Span | None:
    return contact.span if contact.span.end > contact.span.start else None


def _listed(hosts: Iterable[str]) -> Listed:
    """Hosts as a list in a sentence, three at most.

    >>> _listed(["a", "b", "c", "d", "e"]).items
    ('a', 'b', 'c', '2 more')
    """
    names: list[Argument] = list(dict.fromkeys(hosts))
    if len(names) > 3:
        names = [*names[:3], say("list.more", count=len(names) - 3)]
    return Listed(tuple(names))


def _declaration(policy: Policy) -> tuple[Message, Span]:
    """The place of a policy, for a finding that was compared with it."""
    return say("label.declaration"), policy.span


@rule(
    "recruiter/contact-outside-policy",
    severity="serious",
    applies=lambda posting: any(policy.scope == "email" for policy in posting.policies),
    bad=(
        "E-mails from our recruiters only come from @acme.example.\n\nSend your CV to acme.hiring@other-mail.example.",
        "We never use gmail.com addresses; we always write from @acme.example.\n\nApply by e-mail: acme_jobs@gmail.com",
    ),
    good=(
        "E-mails from our recruiters only come from @acme.example.\n\nSend your CV to jobs@acme.example.",
        "Our mail always ends in @acme.example. CORRECT: jo@acme.example INCORRECT: name@gmail.com",
        "Mail only comes from @acme.example. For accommodations write to help@accommodations.example.",
    ),
)
def contact_outside_policy(posting: Posting) -> Iterator[Finding]:
    """A mail address to apply to, in a posting that says that the employer uses others.

    Why it matters: an employer that names its own addresses says how to tell them from others. An address
    elsewhere in the same posting that is none of them was put there by a mistake or by somebody else.

    Example: "our recruiters only write from @acme.example" above "send your CV to acme.hiring@other-mail.example"

    Not flagged: addresses that the posting shows as examples, those for accommodations, privacy or reports,
    those of the employer by the page's data, of public bodies, of the page's own site, of an applicant tracking
    system that the posting names; addresses of other postings on the same page.
    """
    policies = _mail_policies(posting)
    allowed = [one for policy in policies for one in policy.allowed]
    # Where only a tracking system is declared, that is where notices come from, not where letters go.
    own = any(not domains.known_sender(one.domain) for one in allowed)
    exclusive = next((policy for policy in policies if policy.exclusive and own), None)
    of_site = exclusive is not None and _is_of_site(posting, exclusive)
    for contact in _invited_mail(posting):
        if any(not outside(contact, one) for one in allowed):
            continue
        denied = (p for p in policies for one in p.rejected if not outside(contact, one))
        denial = next((p for p in denied if not p.span.start <= contact.span.start < p.span.end), None)
        source = denial or exclusive
        if source is None or _is_named_system(posting, contact) or _is_third_party(posting, contact):
            continue
        if _is_in_another(posting, source, contact):
            continue
        under = any(_is_under(contact.host or "", one.domain) for one in allowed)
        if not denial and not under and contact.domain in posting.employer.domains:
            continue
        if denial:
            message = say("recruiter/contact-outside-policy.not-used", address=contact.value, host=contact.host or "")
        else:
            message = say(
                "recruiter/contact-outside-policy.elsewhere",
                address=contact.value,
                addresses=_listed(one.written for one in allowed),
            )
        system = domains.known_sender(contact.host or "")
        doubtful = denial is None and (under or of_site or contact.role != "apply" or system is not None)
        alike = any(likeness(contact.host or "", one.domain, declared=True) for one in allowed)
        strange = alike or (not of_site and domains.mail_provider(contact.domain or ""))
        yield Finding(
            _place(contact),
            message,
            data={"address": contact.value, "declared": [one.written for one in allowed]},
            related=(_declaration(source),),
            severity=("warning" if strange and not under else "info") if doubtful else None,
            certainty="review" if doubtful else "certain",
        )


def _is_of_site(posting: Posting, policy: Policy) -> bool:
    """Whether a declaration is of the page's own site: a board says so of itself as well as an employer."""
    site = _page_domains(posting)
    return all(domains.registrable(one.domain) in site for one in policy.allowed)


def _is_in_another(posting: Posting, policy: Policy, contact: Contact) -> bool:
    """Whether a contact is another posting's than a declaration: below "Similar jobs", or both are items of a list."""
    if policy.span.start < layout(posting.document).end <= contact.span.start:
        return True
    mine, other = _item(posting, contact.span), _item(posting, policy.span)
    if mine is None or other is None or mine == other:
        return False
    return any(one.role == "apply" and other.start <= one.span.start < other.end for one in posting.contacts)


def _item(posting: Posting, place: Span) -> Span | None:
    """What could be one posting of a list: the line of a place, or what is under its heading, with pay of its own."""
    text = posting.document.text
    heads = [0, *(one.span.start for one in posting.document.headings), len(text)]
    at = bisect_right(heads, place.start, hi=len(heads) - 1)
    for part in (sentences.line_of(text, place), Span(heads[at - 1], heads[at])):
        if any(pay.span and part.start <= pay.span.start < part.end for pay in posting.salaries):
            return part
    return None


def _is_third_party(posting: Posting, contact: Contact) -> bool:
    """Whether an address is a public body's, or one for questions at the page's own site or at a board."""
    host = contact.host or ""
    if domains.is_public_body(host) or (contact.role != "apply" and domains.is_board(host)):
        return True
    return contact.domain is not None and contact.domain in _page_domains(posting)


def _page_domains(posting: Posting) -> frozenset[str]:
    """The registrable domains of the site that the page is on."""
    return domains.sites(posting.document.url, posting.document.canonical_url)


def _is_named_system(posting: Posting, contact: Contact) -> bool:
    """Whether an address belongs to an applicant tracking system that a policy names in words."""
    system = domains.known_sender(contact.host or "")
    said = " ".join(posting.document.text[p.span.start : p.span.end] for p in posting.policies).lower()
    return system is not None and system.name.split()[0].lower() in said


@rule(
    "recruiter/apply-link-elsewhere",
    severity="warning",
    applies=lambda posting: bool(_own_hosts(posting)),
    bad=(
        "E-mails from our recruiters only come from @acme.example.\n\n[Apply](https://careers-desk.example/acme/7)",
        "Our recruiters always write from @acme.example.\n\n[Apply now](https://boards.greenhouse.io/acme/jobs/7)",
    ),
    good=(
        "E-mails from our recruiters only come from @acme.example.\n\n[Apply](https://jobs.acme.example/7)",
        "Acme is hiring.\n\n[Apply](https://careers-desk.example/acme/7)",
    ),
)
def apply_link_elsewhere(posting: Posting) -> Iterator[Finding]:
    """An apply link or form that leads to none of the sites that the page gives as the employer's own.

    Why it matters: what you enter goes to whoever runs the other site. Most often that is a job board or
    the employer's applicant tracking system, and the message says which; where it is neither, look twice.

    Example: "our e-mails only come from @acme.example", and an apply link to careers-desk.example

    Not flagged: pages that name no site or mail domain of the employer; the same name under another ending;
    links of other postings on the same page; shortened links, which the rule for those tells.
    """
    own = _own_hosts(posting)
    policy = next((p for p in posting.policies if p.allowed), None)
    told: set[str] = set()
    for contact in posting.contacts:
        host = contact.host
        if contact.role != "apply" or contact.kind not in ("link", "form") or not host or host in told:
            continue
        told.add(host)
        if domains.is_shortener(host):
            continue
        if any(domains.registrable(host) == domains.registrable(mine) for mine in own):
            continue
        if any(domains.name_of(host) == domains.name_of(mine) for mine in own):
            continue
        if policy and _is_in_another(posting, policy, contact):
            continue
        what = _what_it_is(posting, host)
        system = domains.known(host)
        known: dict[str, Argument] = {"name": system.name} if system else {}
        yield Finding(
            _place(contact),
            say(f"recruiter/apply-link-elsewhere.{what or 'unknown'}", host=host, hosts=_listed(own), **known),
            data={"host": host, "known_as": system.name if system else None, "declared": list(own)},
            related=(_declaration(policy),) if policy else (),
            severity=None if not what and policy and policy.exclusive and not _is_of_site(posting, policy) else "info",
            certainty="certain" if what else "review",
        )


def _own_hosts(posting: Posting) -> tuple[str, ...]:
    """Hosts that the page gives as the employer's own: declared ones first, then those of structured data."""
    declared = [
        one.domain
        for policy in posting.policies
        for one in policy.allowed
        if not domains.known(one.domain) and not domains.known_sender(one.domain)
    ]
    return tuple(dict.fromkeys([*declared, *posting.employer.domains]))


def _what_it_is(posting: Posting, host: str) -> str | None:
    """What is known of the site an apply link leads to, as a message's name; None where nothing is."""
    known = domains.known(host)
    if known:
        return "board" if known.kind == "board" else "system"
    if domains.registrable(host) in _page_domains(posting):
        return "this-site"
    if host == _title_host(posting):
        return "publisher"
    return None


def _title_host(posting: Posting) -> str | None:
    """The host that the first heading links to: on an aggregator's copy of a posting, the aggregator."""
    if not posting.document.headings:
        return None
    title = posting.document.headings[0].span
    inside = (link for link in posting.document.links if title.start <= link.span.start and link.span.end <= title.end)
    return next((domains.host_of(link.href) for link in inside), None)


@dataclass(frozen=True, slots=True)
class _Reference:
    """A domain of this page that others are compared with."""

    host: str
    why: Message
    """Who names it, as part of a sentence."""
    declared: bool
    """Whether the posting itself names it."""
    sure: bool
    """False for the apply link's own host, which may be the look-alike."""
    span: Span | None


@rule(
    "recruiter/lookalike-domain",
    severity="warning",
    applies=lambda posting: (
        bool(_references(posting) or _linked(posting)) or any(policy.rejected for policy in posting.policies)
    ),
    bad=(
        "Our recruiters only write from @northwind.example.\n\nQuestions? Contact jobs@nortwhind.example.",
        "Our recruiters only write from @northwind.example.\n\n[Apply](https://northwind-careers.example/7)",
        "Mail from northwind-hr.example is not from us; we only write from @northwind.example.\n\n"
        "[Apply](https://northwind-hr.example/7)",
    ),
    good=(
        "Our recruiters only write from @northwind.example.\n\n[Apply](https://jobs.northwind.example/7)",
        "Our recruiters only write from @northwind.example.\n\n[About us](https://northwind-group.example)",
        "Questions? Contact jobs@nortwhind.example.",
        "Our recruiters only write from @northwind.example. Fake mails were sent from hr@northwind-jobs.example.",
    ),
)
def lookalike_domain(posting: Posting) -> Iterator[Finding]:
    """A domain on the page that looks like the employer's but is another.

    Why it matters: a domain with one letter changed or a word added can be registered by anybody, and is
    easily read as the employer's.

    Example: "northwind.example" declared, and an apply link to nortwhind.example or northwind-careers.example

    Not flagged: anything on a page that names no domain of the employer, but for an address to write to that reads
    like a linked site; the same name under another ending,
    with a hyphen more or with "group" or "inc" added; the employer's page at a job board or tracking system;
    domains that stand only where the posting warns of them.
    """
    references = _references(posting)
    own = {domains.registrable(one.host) for one in references if one.sure}
    rejected = {one.domain: policy for policy in posting.policies for one in policy.rejected}
    linked = _linked(posting)
    written = {_place(contact) for contact in _invited_mail(posting)}
    for host, places in islice(_seen_hosts(posting).items(), _MOST_HOSTS):
        denial = rejected.get(host) if not domains.mail_provider(host) else None
        if not denial and (domains.registrable(host) in own or domains.known(host) or domains.known_sender(host)):
            continue
        found = None if denial else _closest(host, (*references, *linked.get(host, ())))
        used = [place for place in places if not _is_in_notice(posting, place)] if denial or found else []
        if denial and denial.scope == "email":  # of letters to it, the rule for contacts tells
            used = [place for place in used if place not in written]
        if not used:
            continue
        span = next((place for place in used if place), None)
        if denial:
            yield Finding(
                span,
                say("recruiter/lookalike-domain.disowned", host=host),
                data={"host": host, "kind": "named-as-not-ours"},
                related=(_declaration(denial),),
            )
        elif found:
            alike, reference = found
            yield Finding(
                span,
                say(
                    "recruiter/lookalike-domain.alike",
                    host=host,
                    reference=reference.host,
                    reference_is=reference.why,
                    likeness=alike.detail,
                ),
                data={"host": host, "looks_like": reference.host, "kind": alike.kind},
                related=((say("label.declaration"), reference.span),) if reference.span else (),
                certainty="certain" if alike.kind in ("confusable", "embedded") else "review",
            )


def _is_in_notice(posting: Posting, place: Span | None) -> bool:
    """Whether an address stands where the posting warns of it."""
    if place is None:
        return False
    disowned = any(p.rejected and p.span.start <= place.start < p.span.end for p in posting.policies)
    return disowned or is_warned_of(posting.document.text, place)


def _closest(host: str, references: Iterable[_Reference]) -> tuple[Likeness, _Reference] | None:
    for reference in references:
        alike = likeness(host, reference.host, declared=reference.declared)
        if alike:
            return alike, reference
    return None


def _references(posting: Posting) -> tuple[_Reference, ...]:
    """The domains of this page that a look-alike could borrow from; not those of boards, systems and providers."""
    found = [
        _Reference(one.domain, say("reference.declared"), True, True, policy.span)
        for policy in posting.policies
        for one in policy.allowed
    ]
    found += [_Reference(domain, say("reference.structured"), False, True, None) for domain in posting.employer.domains]
    for url, why in (
        (posting.document.canonical_url, say("reference.canonical")),
        (posting.document.url, say("reference.page")),
    ):
        if url and (host := domains.host_of(url)):
            found.append(_Reference(host, why, False, True, None))
    found += [
        _Reference(one.host, say("reference.apply-link"), False, False, None)
        for one in posting.contacts
        if one.role == "apply" and one.kind in ("link", "form") and one.host
    ]
    unique = {domains.registrable(one.host): one for one in reversed(found)}
    own = (
        one
        for domain, one in reversed(unique.items())
        if domain and (one.declared or not _is_public(one.host)) and not domains.known_sender(one.host)
    )
    return tuple(islice(own, _MOST_REFERENCES))


def _linked(posting: Posting) -> dict[str, list[_Reference]]:
    """Linked sites whose name reads like that of an address to write to, by the host of that address."""
    mail = {
        one.host: skeleton(name) for one in _invited_mail(posting) if one.host and (name := domains.name_of(one.host))
    }
    if not mail:
        return {}
    sites: defaultdict[str, list[_Reference]] = defaultdict(list)
    hosts = {host: link.span for link in posting.document.links if (host := domains.host_of(link.href))}
    for host, span in islice(hosts.items(), _MOST_HOSTS):
        if (name := domains.name_of(host)) and not _is_public(host):
            sites[skeleton(name)].append(_Reference(host, say("reference.link"), False, False, span))
    return {host: sites[alike][:_MOST_REFERENCES] for host, alike in mail.items() if alike in sites}


def _is_public(host: str) -> bool:
    """Whether a host serves many: a board, a tracking system, a provider of pages or mail."""
    return bool(domains.known(host)) or domains.is_shared(host) or bool(domains.mail_provider(host))


def _seen_hosts(posting: Posting) -> dict[str, list[Span | None]]:
    """Every host that a link or an address of the page leads to, with its places; None for one that is not seen."""
    seen: dict[str, list[Span | None]] = {}
    places = [(one.host, _place(one)) for one in posting.contacts if one.role != "example"]
    links = ((domains.host_of(link.href), link.span) for link in posting.document.links if "//" in link.href)
    places += [(host, span if span.end > span.start else None) for host, span in links]
    for host, span in places:
        if host:
            seen.setdefault(host, []).append(span)
    return seen


@rule(
    "recruiter/free-mail-contact",
    severity="warning",
    applies=lambda posting: any(_invited_mail(posting)),
    bad=(
        "Mail from our recruiters comes from @acme.example.\n\nSend your CV to acme_hiring@gmail.com.",
        "Acme seeks a clerk. Send your CV to acme_hiring@gmail.com.",
    ),
    good=(
        "Acme seeks a clerk. Send your CV to jobs@acme.example.",
        "Acme seeks a clerk who knows Gmail. [Apply](https://acme.example/jobs)",
        "Acme seeks a clerk. Questions: acme_clerk@gmail.com. [Apply](https://acme.example/jobs)",
    ),
)
def free_mail_contact(posting: Posting) -> Iterator[Finding]:
    """An address at a free or throw-away mail service that the posting asks to write to.

    Why it matters: anybody can open such an account under an employer's name. Small businesses use them too;
    where the employer has a domain of its own, an application rarely goes elsewhere.

    Example: "send your CV to acme_hiring@gmail.com"

    Not flagged: free addresses beside another way to apply where no domain of the employer is known (a shortened
    link is none, for it shows not where it leads); addresses that the posting shows as examples of what not to trust.
    """
    own = _own_hosts(posting)
    applies_elsewhere = any(one.role == "apply" and not _hides_whose(one) for one in posting.contacts)
    outside_policy = any(policy.exclusive or policy.rejected for policy in _mail_policies(posting))
    for contact in _invited_mail(posting):
        provider = domains.mail_provider(contact.domain or "")
        if not provider or outside_policy or not (own or (contact.role == "apply" and not applies_elsewhere)):
            continue
        id = f"recruiter/free-mail-contact.{provider}"
        if own:
            message = say(f"{id}-beside-own", address=contact.value, hosts=_listed(own))
        else:
            message = say(id, address=contact.value)
        yield Finding(
            _place(contact),
            message,
            data={"address": contact.value, "provider": contact.domain, "kind": provider},
            certainty="certain" if own or provider == "disposable" else "review",
        )


def _hides_whose(contact: Contact) -> bool:
    """Whether an address does not show whose it is: a free mail account, a shortened link."""
    if contact.kind == "email":
        return domains.mail_provider(contact.domain or "") is not None
    return domains.is_shortener(contact.host or "")


@rule(
    "recruiter/messenger-only-contact",
    severity="warning",
    applies=lambda posting: any(one.kind == "messenger" for one in posting.contacts),
    bad=(
        "Packers wanted. To apply, message us on WhatsApp: +1 415 555 0132",
        "Packers wanted. [Chat with us on Telegram](https://t.me/packers_wanted)",
    ),
    good=(
        "Packers wanted. [Apply](https://acme.example/jobs) or message us on WhatsApp: +1 415 555 0132",
        "Never trust anybody who contacts you on WhatsApp.",
        "You will build our WhatsApp integration.",
    ),
)
def messenger_only_contact(posting: Posting) -> Iterator[Finding]:
    """A posting that invites into a messenger: it gives a number or handle, and no link, form, mail address or phone.

    Why it matters: a messenger account shows no employer, and nothing of what is said there stays with one.

    Example: "to apply, message us on WhatsApp: +1 415 555 0132"

    Not flagged: a messenger beside an apply link, a form to send, a mail address, a phone number or words that
    offer another way; messengers as the product or in warnings.
    """
    if _answers_otherwise(posting):
        return
    for contact in posting.contacts:
        if contact.kind == "messenger" and contact.role in ("apply", "contact"):
            yield Finding(
                _place(contact),
                say("recruiter/messenger-only-contact.no-other-way", messenger=contact.label, value=contact.value),
                data={"messenger": contact.label, "value": contact.value},
                certainty="review",
            )


def _answers_otherwise(posting: Posting) -> bool:
    """Whether a page gives another way to answer than a messenger, or says that there is one."""
    accounts = [one.span for one in posting.contacts if one.kind == "messenger"]
    return (
        any(one.kind in ("link", "form", "email") and one.role != "example" for one in posting.contacts)
        or any(one.kind == "phone" and not _overlaps(one.span, accounts) for one in posting.contacts)
        or any(
            sends(link.label) if link.kind == "form" else domains.is_form(link.href) for link in posting.document.links
        )
        or any(offers_other_way(posting.document.text, span) for span in accounts)
        or names_phone(posting.document.text)
    )


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


RULES: tuple[Rule, ...] = (
    contact_outside_policy,
    apply_link_elsewhere,
    lookalike_domain,
    *recruiter_links.RULES,
    free_mail_contact,
    messenger_only_contact,
    *recruiter_asks.RULES,
)
"""In the order in which they are told."""
