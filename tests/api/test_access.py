"""Who may ask: a page in the user's browser may not, an extension may."""

import hashlib
from dataclasses import replace

import pytest

from server import create_app

URL = "https://board.example/jobs/4711"
EXTENSION = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"
REQUESTS = [
    ("GET", "/v1/checks?url=" + URL),
    ("DELETE", "/v1/checks?url=" + URL),
    ("DELETE", "/v1/checks"),
    ("POST", "/v1/checks?url=" + URL),
    ("POST", "/v1/lookups"),
    ("GET", "/v1/rules"),
    ("GET", "/openapi.json"),
    ("GET", "/metrics"),
    ("GET", "/"),
    ("GET", "/nowhere"),
    ("OPTIONS", "/v1/checks"),
]
WEB_ORIGINS = [
    "https://evil.example",
    "http://localhost:3000",
    "http://127.0.0.1",
    "null",
    "",
    "file://",
    "safari-web-extension://x",
    "chrome-extension:evil.example",
    "https://chrome-extension://x",
]
FOREIGN_HOSTS = [
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example:8000",
    "evil.example:127.0.0.1",
    "evil-localhost",
    "[::1].evil.example",
    "",
    "10.0.0.1:8000",
]


def send(client, method, path, **headers):
    return client.open(
        path, method=method, headers=headers, data=b"<p>page" if method == "POST" else None, content_type="text/plain"
    )


@pytest.fixture
def checked(client):
    """How many checks were run in this test."""

    def count() -> float:
        lines = client.get("/metrics").text.splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith("grain_checks_total"))

    before = count()
    return lambda: count() - before


@pytest.mark.parametrize("origin", WEB_ORIGINS)
def test_web_pages_are_refused(client, assert_problem, checked, origin):
    for method, path in REQUESTS:
        answer = send(client, method, path, Origin=origin)
        assert_problem(answer, "origin-not-allowed")
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert checked() == 0


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_other_names_of_the_service_are_refused(client, assert_problem, checked, host):
    for method, path in REQUESTS:
        assert_problem(send(client, method, path, Host=host), "host-not-allowed")
    assert checked() == 0


@pytest.mark.parametrize(
    "mode", [{"Sec-Fetch-Mode": "no-cors"}, {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}]
)
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_other_sites_load_without_asking_is_refused(client, assert_problem, site, mode):
    for method, path in REQUESTS:
        assert_problem(send(client, method, path, **{"Sec-Fetch-Site": site}, **mode), "origin-not-allowed")


def test_links_from_other_sites_can_be_followed(client):
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert client.get("/", headers=headers).status_code == 200


@pytest.mark.parametrize("preflight", ["/v1/checks", "/v1/lookups", "/nowhere"])
def test_a_web_page_gets_no_preflight(client, assert_problem, preflight):
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    assert_problem(client.options(preflight, headers=headers), "origin-not-allowed")


@pytest.mark.parametrize("origin", [EXTENSION, "moz-extension://0b1f1b6c-1b1e-4b6e-9f6a-1c6a4f6c9a10"])
def test_an_extension_may_ask_and_read(client, origin):
    for method, path in REQUESTS:
        answer = send(client, method, path, Origin=origin)
        assert answer.status_code not in (403, 421)
        assert answer.headers["Access-Control-Allow-Origin"] == origin
        assert {"ETag", "Age"} <= set(answer.headers["Access-Control-Expose-Headers"].split(", "))
        assert "Origin" in answer.vary
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_the_preflight_of_an_extension_is_answered(client):
    answer = client.options(
        "/v1/checks",
        headers={
            "Origin": EXTENSION,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-encoding,content-type",
        },
    )
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == EXTENSION
    assert {"POST", "DELETE"} <= set(answer.headers["Access-Control-Allow-Methods"].split(", "))
    allowed = {header.lower() for header in answer.headers["Access-Control-Allow-Headers"].split(", ")}
    assert {"authorization", "content-encoding", "content-type", "if-none-match", "cache-control"} <= allowed


def test_errors_can_be_read_by_an_extension(client, assert_problem):
    for answer, slug in [
        (client.get("/nowhere", headers={"Origin": EXTENSION}), "not-found"),
        (client.put("/v1/checks", headers={"Origin": EXTENSION}), "method-not-allowed"),
        (client.get("/v1/checks", headers={"Origin": EXTENSION}), "invalid-request"),
        (client.post("/v1/checks", data=b"a", headers={"Origin": EXTENSION}), "unsupported-media-type"),
    ]:
        assert_problem(answer, slug)
        assert answer.headers["Access-Control-Allow-Origin"] == EXTENSION


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]", "LOCALHOST:8000"]
)
def test_loopback_and_its_own_pages(client, host):
    assert client.get("/v1/rules", headers={"Host": host}).status_code == 200
    own = client.get("/v1/rules", headers={"Host": host, "Origin": f"http://{host}"})
    assert own.status_code == 200


def test_configured_names_and_origins(settings, assert_problem):
    settings = replace(
        settings, allowed_hosts=("Salt.example", "salt.example:8443"), allowed_origins=("https://tools.example",)
    )
    client = create_app(settings).test_client()
    for host in ("salt.example", "salt.example:9000", "salt.example:8443"):
        assert client.get("/v1/rules", headers={"Host": host}).status_code == 200
    answer = client.get("/v1/rules", headers={"Host": "salt.example", "Origin": "https://tools.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "https://tools.example"
    behind_proxy = client.get("/v1/rules", headers={"Host": "salt.example", "Origin": "https://salt.example"})
    assert behind_proxy.status_code == 200
    assert_problem(
        client.get("/v1/rules", headers={"Origin": "https://tools.example.evil.example"}), "origin-not-allowed"
    )


class TestTokens:
    """With `TOKENS`, everybody sees only what was checked with the same token."""

    @pytest.fixture
    def client(self, settings):
        tokens = tuple(hashlib.sha256(token.encode()).hexdigest() for token in ("ada's", "bob's"))
        return create_app(replace(settings, tokens=tokens)).test_client()

    @pytest.mark.parametrize(
        "header",
        [{}, {"Authorization": "Bearer eve's"}, {"Authorization": "Basic ada's"}, {"Authorization": "Bearer "}],
        ids=str,
    )
    def test_v1_needs_one(self, client, assert_problem, header):
        for method, path in REQUESTS:
            if path.startswith("/v1/") and method != "OPTIONS":
                answer = send(client, method, path, **header)
                assert_problem(answer, "token-needed")
                assert answer.headers["WWW-Authenticate"] == "Bearer"

    def test_a_preflight_comes_without_one(self, client):
        headers = {"Origin": EXTENSION, "Access-Control-Request-Method": "POST"}
        assert client.options("/v1/checks", headers=headers).status_code == 204

    def test_nobody_reads_or_changes_what_another_stored(self, client, assert_problem):
        ada, bob = ({"Authorization": f"Bearer {name}'s"} for name in ("ada", "bob"))

        def check(page, who):
            return client.post(f"/v1/checks?url={URL}", data=page, content_type="text/html", headers=who)

        def stored(who):
            return client.get(f"/v1/checks?url={URL}", headers=who)

        mine = check("<title>Mine</title>", ada)
        assert_problem(stored(bob), "not-checked")
        assert client.post("/v1/lookups", json={"urls": [URL]}, headers=bob).json["results"][0]["checked_at"] is None
        assert check("<title>Mine</title>", bob).headers["Cache-Status"] == "grain-of-salt; fwd=miss; stored"
        check("<title>Poison</title>", bob)
        assert stored(ada).data == mine.data
        for forgets in (f"/v1/checks?url={URL}", "/v1/checks"):
            assert client.delete(forgets, headers=bob).status_code == 204
            assert stored(ada).data == mine.data
        assert_problem(stored(bob), "not-checked")
