"""The crafted postings of the recruiter rules, sent as anybody would send them."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from running import Service
from tables import rows


@pytest.mark.parametrize("case", rows("recruiter"))
def test_the_service_says_what_the_row_says(service: Service, case: dict) -> None:
    text = case["text"].strip()
    kind = "text/html" if text.startswith("<") else "text/markdown"
    query = f"?{urlencode({'url': case['url']})}" if "url" in case else ""
    asked = Request(f"{service.url}/v1/checks{query}", text.encode(), {"Content-Type": f"{kind}; charset=utf-8"})
    with urlopen(asked, timeout=30) as answer:
        report = json.load(answer)
    said = [(a["rule"], a["severity"]) for a in report["annotations"] if a["rule"].startswith("recruiter/")]
    assert sorted(said) == sorted(tuple(re.split(r"[ @]", line)[:2]) for line in case["says"])
    assert report["complete"]
