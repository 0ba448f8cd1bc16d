# make run    serve on this machine          make test       every check and test
# make admin  make an administrator          make test-long  the repetitions and heavy tests
# make demo   two people to try it with      make check      the quick half of `make test`
#
# Every setting of .env.example may be given in the environment: PORT=9000 RING_SECONDS=20 make run

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
MANAGE := $(PY) manage.py
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-virtualenv

# Production is the default of the settings; on this machine it is development.
export DEBUG ?= 1
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT
DATA_DIR ?= var
STATICS := $(DATA_DIR)/static/staticfiles.json
SHOWN_HOST := $(subst 0.0.0.0,localhost,$(subst 127.0.0.1,localhost,$(HOST)))

.PHONY: run admin demo

run: $(STATICS)
	@$(MANAGE) migrate --noinput --verbosity 0
	@echo "Starting on http://$(SHOWN_HOST):$(PORT)/ (Ctrl+C ends it)."
	@echo "The administration is at /admin/: 'make admin' makes an administrator."
	@exec $(PY) -m daphne --verbosity 0 --bind $(HOST) --port $(PORT) --websocket_timeout -1 \
		--websocket-max-message-size 65536 --websocket-max-frame-size 65536 videocall.asgi:application

admin: $(VENV)/ready
	@$(MANAGE) migrate --noinput --verbosity 0
	@$(MANAGE) createsuperuser

demo: $(VENV)/ready
	@$(MANAGE) migrate --noinput --verbosity 0
	@$(MANAGE) seed_demo

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
