"""The page at `/` in a real browser, in front of the real service."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

POSTING = """# Harbour Pilot 🚢🚢
### Acme Harbour Works
#### `ðŸ’° 348450.0` `United States`

👩‍✈️ Weâ€™re looking for a pilot, and itâ€™s a good job.

The base salary for this role is between $150k-$198,450k per year.

Please note that our recruiters write from @acme.example addresses only; anything else is not legitimate.

[Apply now](https://jobs.harbourboard.example/apply/17)
"""
"""Broken text, a headline that adds up both ends, a figure with a k too many, a link that leaves; astral characters."""

RULES = {
    "encoding/mojibake",
    "salary/figures-disagree",
    "salary/malformed-figure",
    "recruiter/apply-link-elsewhere",
}

HOSTILE = '<img src="/x" onerror="window.hit = 1"><script>window.hit = 1</script>'


@pytest.fixture
def page(chromium: Browser, service) -> Iterator[Page]:
    """The page at `/`, freshly opened; it may not break its own policy or throw."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    page.goto(service.url)
    yield page
    context.close()
    assert complaints == []


def check(page: Page, posting: str) -> dict:
    """Paste a posting, have it checked, and give the report that the page got."""
    page.get_by_label("The posting").fill(posting)
    with page.expect_response("**/v1/checks*") as answer:
        page.get_by_role("button", name="Check this posting").click()
    expect(page.locator("#verdict")).to_be_visible()
    return answer.value.json()


def drop(page: Page, name: str, body: bytes) -> None:
    """Drop a file on the page."""
    script = """([name, bytes]) => {
        const carried = new DataTransfer();
        carried.items.add(new File([new Uint8Array(bytes)], name));
        return carried;
    }"""
    carried = page.evaluate_handle(script, [name, list(body)])
    page.dispatch_event("body", "dragover", {"dataTransfer": carried})
    expect(page.locator("#drop")).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": carried})
    expect(page.locator("#drop")).to_be_hidden()


def marked(page: Page) -> str:
    """The text of the place that is shown just now, without line ends."""
    return "".join(page.locator(".text .current").all_inner_texts())


def test_findings_stand_beside_the_text_they_are_about(page: Page):
    report = check(page, POSTING)
    assert {annotation["rule"] for annotation in report["annotations"]} >= RULES
    findings = page.locator(".finding")
    expect(findings).to_have_count(len(report["annotations"]))
    page.get_by_label("As the page shows it").check()
    for annotation, finding in zip(report["annotations"], findings.all(), strict=True):
        expect(finding).to_contain_text(annotation["title"])
        expect(finding).to_contain_text(annotation["message"])
        assert finding.get_by_role("link", name="Why this matters").get_attribute("href") == annotation["help_url"]
        places = [annotation["target"], *(related["target"] for related in annotation["related"])]
        shown = [place for place in places if place]
        buttons = finding.get_by_role("button").all()
        assert len(buttons) == len(shown)
        for place, button in zip(shown, buttons, strict=True):
            button.click()
            assert marked(page) == place["quote"]["exact"].replace("\n", "")


def test_the_text_is_shown_repaired_and_as_it_was(page: Page):
    report = check(page, POSTING)
    lines = page.locator(".text p")
    numbers = "() => document.querySelectorAll('.reference').forEach((number) => number.remove())"
    page.evaluate(numbers)
    assert "\n".join(lines.all_text_contents()) == report["document"]["text"]
    expect(page.locator(".text ins").first).to_have_attribute("title", "The page shows: ðŸ’°")
    page.get_by_label("As the page shows it").check()
    page.evaluate(numbers)
    assert "\n".join(lines.all_text_contents()) == report["document"]["page_text"]
    repairs = page.get_by_text("repaired before anything else was read")
    repairs.click()
    row = page.locator(".facts .change").filter(has_text="Weâ€™re")
    expect(row.locator("ins")).to_have_text("We’re")


def test_facts_are_read_out(page: Page):
    check(page, POSTING)
    facts = page.locator(".facts")
    pay = facts.locator("div:has(> dt:text-is('Pay')) .value")
    expect(pay).to_have_text(["$150,000 – $198,450 a year", "$348,450 a year"])
    expect(facts).to_contain_text("in the headline · see finding 1")
    expect(facts).to_contain_text("@acme.example only")
    expect(facts).to_contain_text("harbourboard.example")


def test_the_keyboard_is_enough(page: Page):
    page.get_by_label("The posting").fill(POSTING)
    page.get_by_role("button", name="Check this posting").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_be_focused()

    page.locator(".finding").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".finding").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".finding").first).to_be_focused()
    page.keyboard.press("Tab")
    button = page.locator(".finding").first.get_by_role("button").first
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".text .current").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()

    page.locator(".reference").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.finding') !== null || location.hash.startsWith('#finding')")


def test_a_click_on_a_mark_leads_to_its_finding(page: Page):
    check(page, POSTING)
    page.locator("mark", has_text="198,450k").last.click()
    assert "finding" in (page.evaluate("document.activeElement.className"))


@pytest.mark.parametrize("name", ["posting.html", "saved.asp"], ids=["by its name", "by its content"])
def test_a_dropped_file_is_sent_as_it_stands(page: Page, name: str):
    body = f'<html><meta charset="windows-1252"><p>{"Köchin gesucht, 3.000 € im Monat"}</p>{HOSTILE}'.encode("cp1252")
    with page.expect_request("**/v1/checks*") as request:
        drop(page, name, body)
    assert request.value.post_data_buffer == body
    assert request.value.headers["content-type"] == "text/html"
    expect(page.locator(".text")).to_contain_text("Köchin gesucht, 3.000 € im Monat")
    assert page.evaluate("window.hit") is None


def test_a_chosen_file_is_checked_at_once(page: Page, tmp_path: Path):
    file = tmp_path / "posting.md"
    file.write_text(POSTING, encoding="utf-8")
    page.get_by_label("Or a file").set_input_files(file)
    expect(page.locator(".finding").first).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("Markdown")


def test_a_posting_never_becomes_markup(page: Page):
    text = f"Cook {HOSTILE}\n\nAcme\n\nPay: <b>$190k-$251,257k</b> per year"
    page.get_by_label("Read it as").select_option(label="plain text")
    report = check(page, text)
    expect(page.locator(".text")).to_contain_text(HOSTILE)
    assert "<b>$190k-$251,257k</b>" in report["document"]["page_text"]
    assert page.locator("#result :is(img, script, b, iframe, style)").count() == 0
    assert page.evaluate("window.hit") is None


def test_the_example_shows_what_the_service_is_for(page: Page):
    with page.expect_response("**/v1/checks*") as answer:
        page.get_by_role("button", name="Try an example").click()
    expect(page.locator("#verdict")).to_contain_text("serious")
    assert {annotation["rule"] for annotation in answer.value.json()["annotations"]} >= RULES


def test_nothing_found_says_what_was_looked_at(page: Page):
    check(page, "# Cook\n\nAcme\n\nPay: $52,000 - $58,000 a year. We bake bread.")
    expect(page.locator("#verdict")).to_have_text("Nothing found")
    expect(page.locator("#result")).to_contain_text("had something to look at")
    expect(page.locator(".finding")).to_have_count(0)


RECIPE = "# Rye bread\n\nMix flour, water and salt.\n\n" + "Knead the dough and let it rest. " * 30


def test_a_page_that_is_no_posting_is_called_so(page: Page):
    check(page, RECIPE)
    expect(page.locator("#verdict")).to_have_text("This does not look like a job posting")
    expect(page.locator("#result .notice")).to_contain_text("It was checked all the same")
    check(page, RECIPE + "\n\nItâ€™s done when itâ€™s dark.")
    expect(page.locator("#verdict")).to_have_text("1 warning")
    expect(page.locator("#result .notice")).to_contain_text("does not look like a job posting")


def test_of_too_little_text_no_kind_is_told(page: Page):
    check(page, "# Rye bread\n\nMix flour, water and salt.")
    expect(page.locator("#verdict")).not_to_contain_text("does not look like")
    expect(page.locator("#result")).to_contain_text("too little text to tell whether this is a posting")


def test_findings_alike_are_folded_under_the_first(page: Page):
    spaced = "\n\n".join(f"Nr. {n}: Die KÃ¼che ist groÃŸ.\n\nWe bake bread, and we bake it by hand." for n in range(4))
    report = check(page, spaced)
    assert [finding["rule"] for finding in report["annotations"]] == ["encoding/mojibake"] * 4
    assert [item.is_visible() for item in page.locator(".finding").all()] == [True, False, False, False]
    summary = page.get_by_text("3 more of the same: Garbled characters")
    expect(summary).to_be_visible()
    page.locator("#finding-1").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#finding-1")).to_be_focused()
    page.locator(".text mark").last.click()
    expect(page.locator("#finding-4")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#finding-3")).to_be_focused()


def test_three_alike_all_stand_in_the_list(page: Page):
    check(page, "\n\n".join(f"Nr. {n}: Die KÃ¼che.\n\nWe bake bread." for n in range(3)))
    assert [item.is_visible() for item in page.locator(".finding").all()] == [True, True, True]


def test_a_dollar_of_no_country_is_called_a_dollar(page: Page):
    report = check(page, "# Cook\n\nAcme bakes bread. Pay: $4,000 - $5,000 per month.")
    assert report["posting"]["salaries"][0]["currency"] is None
    expect(page.locator(".facts")).to_contain_text("$4,000 – $5,000 a month")
    expect(page.locator(".facts")).to_contain_text("about $48,000 – $60,000 a year")
    expect(page.locator(".facts")).to_contain_text("which dollar is not said")


def test_control_and_enter_send_it(page: Page):
    page.get_by_label("The posting").fill("# Cook\n\nAcme bakes bread.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#verdict")).to_be_visible()


def test_on_paper_stands_the_report(page: Page):
    check(page, "\n\n".join(f"Nr. {n}: Die KÃ¼che.\n\nWe bake bread, day by day." for n in range(4)))
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for gone in ("main form", "nav", ".outcomes"):
        expect(page.locator(gone).first).to_be_hidden()
    assert all(item.is_visible() for item in page.locator(".finding").all())
    expect(page.locator(".text")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#finding-4")).to_be_hidden()


def test_who_waits_long_is_told_that_it_goes_on(page: Page):
    page.clock.install()
    page.route("**/v1/checks*", lambda route: None)
    page.get_by_label("The posting").fill("# Cook")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_have_text("Checking…")
    page.clock.run_for(2_500)
    expect(page.get_by_role("status")).to_contain_text("Still checking")


def test_a_page_read_in_part_is_never_all_clear(page: Page):
    report = check(
        page, '<html><script type="application/ld+json">{"@type": "JobPosting", </script><h1>Cook</h1><p>Bread'
    )
    assert not report["complete"]
    expect(page.locator("#verdict")).to_contain_text("Partly checked")
    for gap in report["incomplete"]:
        expect(page.locator("#result .notice")).to_contain_text(gap["detail"])
    expect(page.locator("#result")).not_to_contain_text("Nothing found")


def test_a_page_without_text_says_so(page: Page):
    check(page, "<html><script>render()</script>")
    expect(page.locator("#verdict")).to_have_text("No text to check")
    expect(page.locator("#result")).not_to_contain_text("Nothing found")


def test_what_cannot_be_sent_is_told_without_asking_the_server(page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/v1/" in request.url else None)
    problem = page.get_by_role("alert")
    page.get_by_role("button", name="Check this posting").click()
    expect(problem).to_contain_text("There is no posting yet")
    drop(page, "posting.pdf", b"%PDF-1.7 \x00\x01\x02")
    expect(problem).to_contain_text("posting.pdf is no text")
    drop(page, "posting.html", b"")
    expect(problem).to_contain_text("posting.html is empty")
    assert asked == []


def test_a_refusal_is_shown_as_sentences(page: Page):
    large = {"name": "posting.html", "mimeType": "text/html", "buffer": b"Cook\n" * 1_200_000}
    with page.expect_response("**/v1/checks*") as answer:
        page.get_by_label("Or a file").set_input_files(large)
    assert answer.value.status == 413
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text(answer.value.json()["title"])
    expect(problem).to_contain_text("Nothing was checked.")
    expect(page.locator("#result")).to_be_hidden()


def test_a_server_that_is_gone_is_told_and_nothing_stays_green(page: Page):
    check(page, "# Cook\n\nAcme bakes bread.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Check this posting").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    expect(page.locator("#result")).to_be_hidden()
    page.context.set_offline(False)
    check(page, "# Cook\n\nAcme bakes bread.")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_what_was_copied_from_a_page_keeps_its_links(page: Page, service):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=service.url)
    script = """async ([text, html]) => {
        const kinds = { "text/plain": new Blob([text], { type: "text/plain" }),
                        "text/html": new Blob([html], { type: "text/html" }) };
        await navigator.clipboard.write([new ClipboardItem(kinds)]);
    }"""
    page.evaluate(script, ["Cook\nApply", '<h1>Cook</h1><a href="https://acme.example/apply">Apply</a>'])
    area = page.get_by_label("The posting")
    area.focus()
    page.keyboard.press("ControlOrMeta+V")
    expect(page.get_by_text("Pasted with its links")).to_be_visible()
    with page.expect_request("**/v1/checks*") as request:
        page.get_by_role("button", name="Check this posting").click()
    assert "https://acme.example/apply" in request.value.post_data
    assert request.value.headers["content-type"] == "text/html; charset=utf-8"
    expect(page.locator("#verdict")).to_be_focused()

    area.press_sequentially(" and more")
    expect(page.get_by_text("Pasted with its links")).to_be_hidden()
    with page.expect_request("**/v1/checks*") as request:
        page.get_by_role("button", name="Check this posting").click()
    assert request.value.headers["content-type"] == "text/plain; charset=utf-8"


def test_an_address_goes_with_the_posting(page: Page):
    page.get_by_label("Its address").fill("https://board.example/jobs/7")
    report = check(page, "# Cook\n\nAcme bakes bread.")
    assert report["url"] == "https://board.example/jobs/7"


@pytest.mark.parametrize("width", [1280, 640, 320], ids=["100 %", "200 %", "400 %"])
def test_nothing_is_cut_off_when_zoomed(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 700})
    check(page, POSTING + "x" * 300)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["/", "/rules/", "/rules/salary/figures-disagree"])
@pytest.mark.parametrize(
    "looks",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}],
    ids=["light", "dark", "forced"],
)
def test_axe_finds_nothing(page: Page, service, axe: str, looks: dict, path: str):
    page.emulate_media(**looks)
    page.goto(service.url + path)
    if path == "/":
        check(page, POSTING)
        page.locator(".finding button").first.click()
    page.evaluate(axe)
    violations = page.evaluate("axe.run().then(({ violations }) => violations)")
    assert violations == [], json.dumps(violations, indent=1)[:3000]


def test_an_access_token_is_asked_for_and_used(chromium: Browser, start_service):
    token = "open sesame"
    with start_service(TOKENS=sha256(token.encode()).hexdigest()) as guarded:
        page = chromium.new_page()
        page.goto(guarded.url)
        page.get_by_label("The posting").fill("# Cook\n\nAcme bakes bread.")
        page.get_by_role("button", name="Check this posting").click()
        expect(page.get_by_role("alert")).to_contain_text("token")
        page.get_by_label("Access token").fill(token)
        check(page, "# Cook\n\nAcme bakes bread.")
        page.close()
