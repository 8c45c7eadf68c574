"""What axe-core, the accessibility checker, finds in a page: nothing, in any colours, at twice the size either."""

from __future__ import annotations

from browsers import Page

VIOLATIONS = """async (within) => {
    const { violations } = await axe.run(within, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]);
}"""
MEDIA = ({"prefers_color_scheme": "light"}, {"prefers_color_scheme": "dark"}, {"forced_colors": "active"})


def assert_accessible(page: Page, within: str = "html") -> None:
    """Of a page that axe is loaded into, or of the first element in it that a selector matches."""
    for media in MEDIA:
        page.emulate(**media)
        assert page.function(VIOLATIONS, within) == [], media
    page.emulate()
    try:
        page.value("void (document.documentElement.style.fontSize = '200%')")
        assert page.function(VIOLATIONS, within) == [], "at twice the size"
        page.wait("document.documentElement.scrollWidth <= innerWidth")
    finally:
        page.value("void (document.documentElement.style.fontSize = '')")
