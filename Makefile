# Every task of the project; `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
MAKEFLAGS += --no-print-directory --no-builtin-rules

BIN := .venv/bin
SETUP := $(BIN)/python -m demo.setup
RAPPORT_DATA ?= ../shared/data
export RAPPORT_DATA

.PHONY: help
help: ## list these targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

.PHONY: setup
setup: .venv/begun ## install, export and train all that Rapport needs; quick when nothing changed
	@$(SETUP)

.PHONY: demo
demo: setup ## run a whole sample shop: storefront, API, worker, assistant; Ctrl-C ends it
	@exec $(BIN)/rapport demo

.PHONY: run
run: setup ## run the API and the worker on your own data; settings from .env
	@trap 'kill $$(jobs -p) 2>/dev/null' EXIT
	$(BIN)/rapport worker &
	$(BIN)/rapport serve

.PHONY: test
test: setup browser ## run every test, the assistant's and the browser's included
	@$(BIN)/python -m pytest
	if [ -x bot/.venv/bin/python ]; then
	  cd bot && RAPPORT_BOT_MODEL=models/rapport.tar.gz .venv/bin/python -m pytest
	elif [ -n "$${CI:-}" ]; then
	  echo "The assistant's tests must run in CI, but bot/.venv could not be made." >&2; exit 1
	else
	  echo "The assistant's tests were left out: there is no bot/.venv."
	fi

.PHONY: check
check: environments ## lint, formatting, types, direction of imports, known vulnerabilities
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	if [ -x bot/.venv/bin/python ]; then (cd bot && ../$(BIN)/mypy --config-file mypy.ini); fi
	$(BIN)/lint-imports
	$(BIN)/python -m demo.setup.audit
	$(BIN)/python -m demo.setup.images --check

.PHONY: fix
fix: environments ## repair what ruff can repair, and format
	@$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: setup ## measure quality and speed; needs the data sets in RAPPORT_DATA
	@beauty="--sequences $(RAPPORT_DATA)/amazon-beauty/user_sequence.txt --items $(RAPPORT_DATA)/amazon-beauty/items.tsv"
	retail=$(RAPPORT_DATA)/online-retail/online_retail.parquet
	$(BIN)/python -m benchmarks.leave_one_out --json $$beauty
	$(BIN)/python -m benchmarks.movielens --json --data $(RAPPORT_DATA)/movielens-100k --seeds 42 1 2 3 4
	$(BIN)/python -m benchmarks.next_purchase --json --file $$retail
	$(BIN)/python -m benchmarks.blend --json $$beauty --movielens $(RAPPORT_DATA)/movielens-100k --retail $$retail
	$(BIN)/python -m benchmarks.purchase_intent --json --file $(RAPPORT_DATA)/online-shoppers-intention/*.csv
	$(BIN)/python -m benchmarks.segments --json --file $$retail
	$(BIN)/python -m benchmarks.cold --json $$beauty --online-retail $$retail
	$(BIN)/python -m benchmarks.sparse_dense --json $$beauty
	$(BIN)/python -m benchmarks.search --json --data $(RAPPORT_DATA)
	$(BIN)/python -m benchmarks.closed_loop --json
	$(BIN)/python -m benchmarks.scale --json --products 1000 10000 100000 1000000
	$(BIN)/python -m benchmarks.latency --json
	$(BIN)/python -m benchmarks.serving --json
	$(BIN)/python -m benchmarks.emails --json
	$(BIN)/python -m benchmarks.load all --json

.PHONY: faults
faults: setup ## run the whole service under one fault after the other, ten minutes on each database
	@$(BIN)/python -m benchmarks.faults --json --database postgresql
	$(BIN)/python -m benchmarks.faults --json --database sqlite

.PHONY: mutants
mutants: setup ## put small faults into core modules one at a time: do their tests notice? (half an hour)
	@test -x var/mutants/bin/cosmic-ray || $(BIN)/python -m venv var/mutants
	@var/mutants/bin/pip install -q cosmic-ray==8.7.0
	$(BIN)/python -m tests.mutants --tool var/mutants/bin/cosmic-ray

.PHONY: mirrors
mirrors: setup ## run the tests that stand for each module under coverage: do they run it? (half an hour)
	@$(BIN)/python -m tests.mirrors

.PHONY: docs
docs: setup ## write the generated reference pages anew, then check pages and links
	@$(BIN)/python docs/reference.py
	$(BIN)/python -m pytest -q tests/architecture/test_documentation.py

.PHONY: lock
lock: environments ## write both requirements.lock files from what is installed
	@$(BIN)/python -m demo.setup.lock

.PHONY: pin-images
pin-images: environments ## write the digest behind each container image's version; needs docker and its registry
	@$(BIN)/python -m demo.setup.images

.PHONY: clean
clean: ## remove both environments and the trained assistant; data in var/ stays
	@rm -rf .venv bot/.venv bot/.uv bot/models bot/.rasa rapport.egg-info

# Internal from here on.

.PHONY: environments
environments: .venv/begun
	@$(SETUP) main-environment assistant-environment

# The first Python that the lock was tried on, then later ones. A name on PATH may be a shim for a version that
# is not selected, and Debian leaves venv out of python3: only running it tells.
.venv/begun:
	@for python in python3.11 python3.12 python3.13 python3; do
	  if $$python -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
	    echo "Making .venv with $$($$python --version)"
	    $$python -m venv .venv
	    $(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock rich
	    touch $@
	    exit
	  fi
	done
	echo "Rapport needs Python 3.11 or later with its venv module: apt install python3 python3-venv" >&2
	exit 1

.PHONY: browser
browser: environments
	@for name in chromium chromium-browser google-chrome; do
	  if command -v $$name >/dev/null && $$name --version >/dev/null 2>&1; then exit; fi
	done
	if ls "$${PLAYWRIGHT_BROWSERS_PATH:-$$HOME/.cache/ms-playwright}"/chromium-*/ >/dev/null 2>&1; then exit; fi
	echo "Installing Chromium for the browser tests"
	if [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; then
	  if chromium --version >/dev/null 2>&1; then exit; fi
	fi
	$(BIN)/playwright install chromium
