"""What those who run the service see of it, over all its workers: counts, times, logs. And what they never see."""

from __future__ import annotations

import json
import re
from collections import Counter

from running import Service, running_service
from test_start import ask, check, stored

GARBLED = "<title>Cook</title><p>We donâ€™t haggle: $24 – $20 an hour. Write to jobs@acme.example.".encode()


def counts(service: Service) -> dict[str, float]:
    """Every sample of `/metrics`."""
    lines = ask(service, "GET", "/metrics")[2].decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def lookup(service: Service, *names: str) -> None:
    asked = json.dumps({"urls": [f"https://acme.example/{name}" for name in names]})
    assert ask(service, "POST", "/v1/lookups", asked, **{"Content-Type": "application/json"})[0] == 200


def test_counts_and_times_are_those_of_all_workers() -> None:
    with running_service(WORKERS="2") as service:
        for number in range(20):
            check(service, f"{number}", GARBLED + b"%d" % number)
            check(service, f"{number}", GARBLED + b"%d" % number)
            stored(service, f"{number}")
            stored(service, f"none/{number}")
        lookup(service, "1", "2", "none")
        seen = counts(service)
        for number in range(20, 30):
            check(service, f"{number}", GARBLED + b"%d" % number)
        later = counts(service)
    assert {name: seen[name] for name in seen if name.startswith("grain_checks_total")} == {
        'grain_checks_total{result="computed"}': 20,
        'grain_checks_total{result="reused"}': 20,
    }
    answered = 'grain_requests_total{method="%s",route="/v1/checks",status="%d"}'
    assert [seen[answered % request] for request in (("POST", 200), ("GET", 200), ("GET", 404))] == [40, 20, 20]
    assert seen['grain_request_seconds_count{route="/v1/lookups"}'] == 1
    assert seen["grain_check_seconds_count"] == 20
    stages = [name for name in seen if name.startswith("grain_check_stage_seconds_sum")]
    assert Counter(stages) == Counter(
        f'grain_check_stage_seconds_sum{{stage="{stage}"}}' for stage in ("document", "posting", "rules", "report")
    )
    assert all(seen[stage] > 0 for stage in stages)
    assert abs(sum(seen[stage] for stage in stages) - seen["grain_check_seconds_sum"]) < 0.001
    assert seen['grain_rules_total{outcome="flagged",rule="encoding/mojibake"}'] == 20
    assert seen['grain_rules_total{outcome="flagged",rule="salary/reversed-range"}'] == 20
    assert not [name for name in seen if name.startswith("grain_rules_total") and 'outcome="flagged"' not in name]
    assert seen['grain_addresses_total{result="known"}'] == 2
    assert seen['grain_addresses_total{result="unknown"}'] == 1
    assert later['grain_checks_total{result="computed"}'] == 30
    assert not [name for name in later if re.search(r"acme|\d{4}", name.replace("_bucket", ""))]
