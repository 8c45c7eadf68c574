"""Where a report's place is found in a page that may have changed: at its text, or not at all."""

from __future__ import annotations

import random

import pytest
from browsers import Page

pytestmark = pytest.mark.browser

QUOTE = {"prefix": "Pay: ", "exact": "$20", "suffix": " an hour"}

# Why; the page that the report was made of, with the place in ⟦⟧; the page now, with where it is found, if it is.
MOVED = [
    ("nothing changed", "Pay: ⟦$20⟧ an hour", "Pay: ⟦$20⟧ an hour"),
    ("text before it", "Pay: ⟦$20⟧ an hour", "New!\nPay: ⟦$20⟧ an hour"),
    ("an emoji, which is one code point", "Cook\nPay: ⟦$20⟧ an hour", "💰 Cook\nPay: ⟦$20⟧ an hour"),
    ("another line before and after it", "Cook\nPay: ⟦$20⟧ an hour\nParis", "Rome\nPay: ⟦$20⟧ an hour\nApply"),
    (
        "its line changed, but not beside it",
        "Posted 3 days ago\nThe night cook earns ⟦$20⟧ an hour, and tips",
        "Posted 4 days ago\nThe night cook earns ⟦$20⟧ an hour",
    ),
    ("only the figure stayed", "Pay: ⟦$20⟧ an hour", "The cook of another posting earns $20 and more"),
    ("an equal place beside it", "Pay: ⟦$20⟧ an hour", "Pay: $20 an hour\nPay: $20 an hour"),
    (
        "a counter above a list of equal rows",
        "9 views\nCook $20\nCook $20\nCook ⟦$20⟧\nCook $20\nApply now",
        "10 views\nCook $20\nCook $20\nCook ⟦$20⟧\nCook $20\nApply now",
    ),
    (
        "one of equal rows went, nobody knows which",
        "Rows\nCook $20\nCook ⟦$20⟧\nCook $20\nApply now",
        "Rows\nCook $20\nCook $20\nApply now",
    ),
    (
        "the row is gone, and another one is at its place",
        "Rows\nCook, Paris: ⟦$20⟧\nCook, Rome: $20\nApply now",
        "Three rows\nCook, Rome: $20\nApply today",
    ),
    (
        "its neighbours say which of two it is",
        "Night cook, harbour kitchen: ⟦$20⟧ an hour\nDay cook, station kitchen: $20 an hour\nApply",
        "News\nDay cook, station kitchen: $20 an hour\nNight cook, harbour kitchen: ⟦$20⟧ an hour\nThanks",
    ),
    (
        "its neighbours say which of two equal lines it is",
        "Night cook\nPay: ⟦$20⟧ an hour\nHarbour kitchen\nDay cook\nPay: $20 an hour\nStation kitchen",
        "News\nDay cook\nPay: $20 an hour\nStation kitchen\nNight cook\nPay: ⟦$20⟧ an hour\nHarbour kitchen",
    ),
    ("gone", "Pay: ⟦$20⟧ an hour", "Pay: $21 an hour"),
    ("another posting", "Night cook\nPay: ⟦$20⟧ an hour\nParis", "Day cook\nYou will get $20 an hour\nRome"),
    ("part of a longer figure now", "Pay: ⟦$20⟧ an hour", "Pay: $200 an hour"),
    ("part of a longer word now", "Our ⟦cook⟧ earns $20", "Our cookery earns $20"),
    (
        "the same beside other punctuation",
        "In the galley, our ⟦cook⟧ earns $20",
        "In the galley, our ⟦cook⟧, who earns $20",
    ),
    ("an empty page", "Pay: ⟦$20⟧ an hour", ""),
    ("a character that is everywhere", "a" * 400 + "⟦a⟧" + "a" * 400, "a" * 802),
]


@pytest.mark.parametrize(("why", "before", "now"), MOVED, ids=[case[0] for case in MOVED])
def test_place_in_a_page_that_changed(reader: Page, why: str, before: str, now: str):
    [found] = places(reader, [(plain(before), marked(before), plain(now))])
    assert found == marked(now)


EXCERPTS = [
    ("the same", "Pay: $20 an hour", QUOTE, 5),
    ("elsewhere", "New Pay: $20 an hour", QUOTE, 9),
    ("the neighbours decide", "Cap: $20 a year\nNow Pay: $20 an hour", QUOTE, 25),
    ("most neighbours are the same", "Now Pay: $20 an evening", QUOTE, None),
    ("only one, but among others", "The cook earns $20 and more", QUOTE, None),
    ("twice, and nothing tells which", "First $20 then $20", QUOTE, None),
    ("twice with the same neighbours", "Pay: $20 an hour\nPay: $20 an hour", QUOTE, None),
    ("gone", "Pay: $21 an hour", QUOTE, None),
    ("an empty quote", "Pay: $20 an hour", QUOTE | {"exact": ""}, None),
]


@pytest.mark.parametrize(("why", "now", "quote", "found"), EXCERPTS, ids=[case[0] for case in EXCERPTS])
def test_place_of_which_only_the_quote_is_known(
    reader: Page, why: str, now: str, quote: dict[str, str], found: int | None
):
    target = {"position": {"start": 5, "end": 8}, "quote": quote}
    code = "(target, now) => grainOfSalt.anchoring(now)(grainOfSalt.sought(target, null))?.from ?? null"
    assert reader.function(code, target, now) == found


@pytest.mark.parametrize("seed", range(8))
def test_never_a_wrong_place(reader: Page, seed: int):
    """Pages of sentences that repeat, edited at random: a place is found where it is, or not at all."""
    chance = random.Random(seed)
    edits = [edited_page(chance) for _ in range(250)]
    found = places(reader, [(before, place, now) for before, place, now, _ in edits])
    kept = sum(true is not None for *_, true in edits)
    for (before, place, now, true), got in zip(edits, found, strict=True):
        if got is None:
            continue
        quote = before[slice(*place)]
        assert now[slice(*got)] == quote
        assert got == true or reads_the_same(before, place, now, got), (before, quote, now)
    right = sum(got is not None and got == true for got, (*_, true) in zip(found, edits, strict=True))
    assert right > 0.85 * kept
    assert sum(got is not None for got in found) < 1.03 * right


def test_what_changes_above_moves_nothing(reader: Page):
    """A counter, a banner: every place is found, however often its sentence is repeated."""
    chance = random.Random(0)
    cases, expected = [], []
    for _ in range(300):
        old = "7 people looked at this"
        new = chance.choice(["11 people looked at this", "7 people and a bot", "Cookies?\nYes\n8 people"])
        lines = [chance.choice(SENTENCES) for _ in range(chance.randint(2, 30))]
        head = "\nGalley of the good ship Meridian\n" + "".join(f"{one}\n" for one in lines[:-1])
        place = len(old + head), len(old + head + lines[-1])
        cases.append((old + head + lines[-1], place, new + head + lines[-1]))
        expected.append((len(new + head), len(new + head + lines[-1])))
    assert places(reader, cases) == expected


# -- pages to edit --

SENTENCES = [
    "Pay: $20 an hour.", "Pay: $20 an hour", "Pay: $24 an hour plus tips.", "Apply now", "Apply now", "Night cook",
    "You will cook for a crew of forty and keep the galley clean.", "We pay $20 an hour.", "Full time, on board.",
    "Meals and a cabin of your own are free.", "The ferry calls at nine ports.", "Senior cook", "Cook", "Pay",
    "Write to jobs@northwind.example.", "Write to the purser.", "Two weeks on, two weeks off.", "Posted 3 days ago",
]  # fmt: skip
QUOTED = ("$20", "Pay", "cook", "Apply now", "jobs@northwind.example", "two weeks off", "ports.")


def sentence_of(chance: random.Random) -> list[str]:
    """A list, so that it can be told from its equals; half of all sentences stand somewhere else as well."""
    text = chance.choice(SENTENCES)
    return [text if chance.random() < 0.5 else f"{chance.randrange(10**6)} {text}"]


def edited_page(chance: random.Random) -> tuple[str, tuple[int, int], str, tuple[int, int] | None]:
    """A page, a place in it, the page after some edits, and where the place is then."""
    page = [[sentence_of(chance) for _ in range(chance.randint(1, 6))] for _ in range(chance.randint(2, 8))]
    before, starts = written(page)
    sentence = chance.choice([one for section in page for one in section])
    exact = next((one for one in chance.sample(QUOTED, len(QUOTED)) if one in sentence[0]), sentence[0])
    inner = sentence[0].index(exact)
    start = starts[id(sentence)] + inner
    for _ in range(chance.randint(1, 4)):
        section = chance.choice(page)
        match chance.randrange(5):
            case 0:
                section.insert(chance.randint(0, len(section)), sentence_of(chance))
            case 1 if section:
                del section[chance.randrange(len(section))]
            case 2:
                page.remove(section)
                page.insert(chance.randint(0, len(page)), section)
            case 3:
                page.insert(chance.randint(0, len(page)), [sentence_of(chance) for _ in range(3)])
            case 4 if section and (other := chance.choice(section)) is not sentence:
                other[0] = other[0].replace(chance.choice(other[0].split()), "new")
    now, starts = written(page)
    true = starts.get(id(sentence))
    place = start, start + len(exact)
    return before, place, now, None if true is None else (true + inner, true + inner + len(exact))


def written(page: list[list[list[str]]]) -> tuple[str, dict[int, int]]:
    """The text of a page, and where in it each sentence begins."""
    starts, at, lines = {}, 0, []
    for section in page:
        for sentence in section:
            starts[id(sentence)] = at
            lines.append(sentence[0])
            at += len(sentence[0]) + 1
    return "\n".join(lines), starts


def reads_the_same(before: str, place: tuple[int, int], now: str, got: tuple[int, int]) -> bool:
    """Whether nobody could tell: words or a line that stood once and stand once, a line beside an old neighbour."""
    old, new = lines_around(before, place), lines_around(now, got)
    alone = before.count(before[slice(*place)]) == now.count(now[slice(*got)]) == 1
    line_alone = before.split("\n").count(old[1]) == now.split("\n").count(new[1]) == 1
    return alone or (old[1] == new[1] and (line_alone or old[0] == new[0] or old[2] == new[2]))


def lines_around(text: str, place: tuple[int, int]) -> list[str]:
    """The line of a place, between the one before it and the one after it."""
    lines = ["", *text.split("\n"), ""]
    line = text.count("\n", 0, place[0])
    return lines[line : line + 3]


def places(reader: Page, cases: list[tuple[str, tuple[int, int], str]]) -> list[tuple[int, int] | None]:
    """Where places of one text are found in another, all in code points."""
    code = """cases => cases.map(([before, [start, end], now]) => {
        const unit = (text, point) => [...text].slice(0, point).join("").length;
        const found = grainOfSalt.anchoring(now)({text: before, from: unit(before, start), to: unit(before, end)});
        return found && [found.from, found.to].map(at => [...now.slice(0, at)].length);
    })"""
    return [found and tuple(found) for found in reader.function(code, cases)]


def plain(case: str) -> str:
    return case.replace("⟦", "").replace("⟧", "")


def marked(case: str) -> tuple[int, int] | None:
    return (case.index("⟦"), case.index("⟧") - 1) if "⟦" in case else None


def test_a_place_is_one_range_for_each_text_node(reader: Page):
    reader.fill("<p>Pay: $<b>1<!-- -->76</b>.5k<script>no</script>-$225k</p>")
    ranges = (
        "grainOfSalt.canonical().ranges({start: 5, end: 18}).map(range => [String(range), range.startContainer.data])"
    )
    assert reader.value(ranges) == [
        ["$", "Pay: $"],
        ["1", "1"],
        ["76", "76"],
        [".5k", ".5k"],
        ["-$225k", "-$225k"],
    ]


def test_open_shadow_trees_are_read_as_they_are_shown(reader: Page):
    reader.fill("<p>before</p><x-pay><b>slotted</b></x-pay><p>after</p>")
    reader.function("""() => {
        const root = document.querySelector("x-pay").attachShadow({mode: "open"});
        const [line, slot] = [document.createElement("p"), document.createElement("slot")];
        line.append("Pay: ", slot);
        root.append(line);
    }""")
    assert reader.value("grainOfSalt.canonical().text") == "before\nPay: slotted\nafter"
    assert "<x-pay><div>Pay: <slot><b>slotted</b></slot></div></x-pay>" in reader.value("grainOfSalt.serialise()")
