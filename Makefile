# make run    serve on this machine           make test       every check and test
# make admin  make an administrator           make test-long  the repetitions and the heavy tests
# make demo   two people to try it with       make check      the quick part of `make test`, no browser
# make run-lan   by https, for phones on the own network
# make languages   sentences to locale/, and from there to what runs (docs/translating.md)
#                                             make requirements   compile requirements*.in anew
#                                             make bench-setup, bench-relay, bench-network   benchmarks/README.md
# make screens   the pictures of docs/screens/   make lighthouse   accessibility and best practices, 100 of 100
#
# Every setting of .env.example may be given in the environment: PORT=9000 RING_SECONDS=20 make run

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
# tools/node puts Node into the environment where the system's is too old.
WITH_NODE := PATH="$(CURDIR)/$(VENV)/bin:$$PATH"
PY := $(VENV)/bin/python
MANAGE := $(PY) manage.py
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-virtualenv
NPX := $(WITH_NODE) npx --no-install

# Production is the default of the settings; on this machine it is development.
export DEBUG ?= 1
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT
DATA_DIR ?= var
STATICS := $(DATA_DIR)/static/staticfiles.json
SHOWN_HOST := $(subst 0.0.0.0,localhost,$(subst 127.0.0.1,localhost,$(HOST)))
# They make network namespaces; no files of root's are left behind.
NETWORK_TESTS = tools/as-root env PYTHONDONTWRITEBYTECODE=1 $(PY) -m pytest -p no:cacheprovider tests/network
# Files, for each brings its own servers. On two cores browsers have no more room than that.
TWO_AT_A_TIME := -n 2 --dist loadfile
# What the other server has to pass too: its short pass, and what `make test-long` adds to all wire tests.
SHORT_PASS := test_handshake or test_calls or test_limits or test_processes or test_voice_call
BROWSERS_AND_SERVERS := $(addprefix tests/e2e/test_,whole_call.py two_processes.py races.py)
JS_TESTS = $(shell find tests/js -name '*.test.js')

.PHONY: run run-lan admin demo test test-long check audit languages requirements screens lighthouse bench-setup bench-relay bench-network

run: $(STATICS)
	@$(PY) tools/may-start
	@$(MANAGE) migrate --noinput --verbosity 0
	@echo "Starting on http://$(SHOWN_HOST):$(PORT)/ (Ctrl+C ends it)."
	@echo "The administration is at /admin/: 'make admin' makes an administrator."
	@echo "To try it with a phone on the same network: 'make run-lan'."
	@exec env PYTHON=$(PY) deploy/serve

# Another port than make run's, unless PORT names one: the two may not share the cookies of one address.
run-lan: $(STATICS)
	@$(MANAGE) migrate --noinput --verbosity 0
	@PORT=$(if $(filter file,$(origin PORT)),8443,$(PORT)) exec $(PY) -m videocall.lan

admin: $(VENV)/ready
	@$(MANAGE) migrate --noinput --verbosity 0
	@$(MANAGE) createsuperuser

demo: $(VENV)/ready
	@$(MANAGE) migrate --noinput --verbosity 0
	@$(MANAGE) seed_demo

test: check
	tools/test-packages
	$(PY) -m pytest $(TWO_AT_A_TIME) --ignore=tests/network --ignore=tests/e2e
	$(PY) -m pytest $(TWO_AT_A_TIME) tests/e2e
	SITE_SERVER=uvicorn $(PY) -m pytest -k "$(SHORT_PASS)" tests/wire tests/e2e/test_whole_call.py
	$(NETWORK_TESTS)

test-long: $(VENV)/ready-for-tests
	tools/test-packages
	$(PY) -m pytest -m long --ignore=tests/network
	SITE_SERVER=uvicorn $(PY) -m pytest -m "long or not long" tests/wire $(BROWSERS_AND_SERVERS)
	SITE_DATABASE=postgresql $(PY) -m pytest -m "long or not long" tests/attacks tests/oidc tests/e2e/test_doors.py
	$(NETWORK_TESTS) -m long
	REPEAT=20 $(PY) -m pytest tests/e2e

check: $(VENV)/ready-for-tests node_modules/ready
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(NPX) tsc --project tsconfig.json
	$(NPX) tsc --project tests/js/tsconfig.json
	$(NPX) tsc --project tsconfig.worker.json
	$(NPX) biome ci --error-on-warnings .
	$(MANAGE) makemigrations --check --dry-run
	tools/check-deployment $(PY)
	$(WITH_NODE) node --test $(JS_TESTS)

# Known holes in what is pinned. Asks PyPI and the npm registry; where they do not answer it fails, and says so.
audit: var/audit/ready node_modules/ready
	for name in requirements requirements-echo requirements-sentry requirements-dev; do \
		var/audit/bin/pip-audit --strict --no-deps --disable-pip --requirement $$name.txt || exit 1; \
	done
	$(WITH_NODE) npm audit

screens: $(VENV)/ready-for-tests
	tools/test-packages
	$(PY) -m tests.e2e.screens

lighthouse: $(VENV)/ready-for-tests
	tools/test-packages
	$(WITH_NODE) npm install --no-save --no-package-lock --prefix tests/lighthouse
	$(WITH_NODE) $(PY) -m tests.e2e.lighthouse

# What they measure, and what was measured: benchmarks/README.md.
bench-setup: $(VENV)/ready-for-tests
	tools/test-packages
	$(PY) -m benchmarks.setup_time

bench-network: $(VENV)/ready-for-tests
	tools/test-packages
	tools/as-root $(PY) -m benchmarks.network

bench-relay: benchmarks/.venv/ready
	tools/test-packages
	benchmarks/.venv/bin/python -m benchmarks.relay

languages: $(VENV)/ready-for-tests
	@DJANGO_SETTINGS_MODULE=videocall.settings $(PY) -m tools.catalogues

requirements: $(VENV)/ready-for-tests
	@for name in requirements requirements-dev requirements-echo requirements-sentry; do \
		$(PY) -m piptools compile --quiet --upgrade --no-emit-find-links --no-emit-index-url --strip-extras \
			--output-file=$$name.txt $$name.in || exit 1; \
	done

# Folders are listed too, so that a removed file counts as a change.
$(STATICS): $(VENV)/ready $(shell find static -print 2>/dev/null)
	@echo "Collecting the static files ..."
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@touch $@

$(VENV)/ready: requirements.txt tools/make-venv
	@tools/make-venv $(PYTHON) $(VENV)
	@echo "Installing what requirements.txt names ..."
	@$(PIP) --requirement requirements.txt
	@touch $@

$(VENV)/ready-for-tests: $(VENV)/ready requirements-dev.txt requirements-echo.txt requirements-sentry.txt
	@echo "Installing what requirements-dev.txt, requirements-echo.txt and requirements-sentry.txt name ..."
	@$(PIP) --requirement requirements.txt --requirement requirements-dev.txt \
		--requirement requirements-echo.txt --requirement requirements-sentry.txt
	@touch $@

benchmarks/.venv/ready: requirements.txt benchmarks/requirements.txt tools/make-venv
	@tools/make-venv $(PYTHON) benchmarks/.venv
	@echo "Installing what benchmarks/requirements.txt names ..."
	@benchmarks/.venv/bin/python -m pip install --quiet --disable-pip-version-check \
		--requirement benchmarks/requirements.txt
	@touch $@

var/audit/ready: tools/make-venv
	@tools/make-venv $(PYTHON) var/audit
	@var/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	@touch $@

# Not `npm ci`: npm 11 refuses a lock file made where the registry lacks other systems' optional binaries.
node_modules/ready: package.json package-lock.json $(VENV)/ready-for-tests
	tools/node $(VENV)
	$(WITH_NODE) npm install --no-save
	@touch $@
