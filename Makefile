# The task file. `make demo` and `make test` need nothing before them.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check format bench chaos docs lock clean

help: ## show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/.run ## make and prove one problem, offline, in a throw-away database
	@scripts/ensure-system-packages bubblewrap
	@PROBLEMSMITH_DATA_DIR=.demo $(BIN)/problemsmith generate --dummy
	@echo "Look at it again: PROBLEMSMITH_DATA_DIR=.demo $(BIN)/problemsmith problems show ID"

test: $(VENV)/.dev ## run the tests
	@scripts/ensure-system-packages bubblewrap
	@$(BIN)/python -m pytest -n auto

check: $(VENV)/.dev ## format, lint, types, import contracts, dead code, lock files
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/pyright
	@$(BIN)/pyright -p benchmarks
	@$(BIN)/pyright -p chaos
	@$(BIN)/lint-imports
	@! $(BIN)/vulture | grep -Ev '^tests/|unused (variable|attribute)'
	@$(BIN)/python scripts/check_repository.py
	@$(BIN)/python scripts/make_docs.py --check

format: $(VENV)/.dev ## format the code and mend what ruff can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/.dev ## measure, side by side, and print ratios
	@scripts/ensure-system-packages bubblewrap
	@$(BIN)/python -m benchmarks

chaos: $(VENV)/.dev ## kill workers and databases at random moments, half an hour long
	@scripts/ensure-system-packages bubblewrap
	@$(BIN)/python -m chaos sqlite
	@$(BIN)/python -m chaos postgresql

docs: $(VENV)/.dev ## make the reference pages from the code
	@$(BIN)/python scripts/make_docs.py

lock: ## renew the lock files (needs uv)
	@uv pip compile -q --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml -o requirements.lock
	@uv pip compile -q --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml --group dev -o requirements-dev.lock

clean: ## remove what make made
	rm -rf $(VENV) .demo

$(VENV)/.run: requirements.lock
	@scripts/make-venv $(PYTHON) $(VENV) requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock
	@scripts/make-venv $(PYTHON) $(VENV) requirements-dev.lock
	@touch $@ $(VENV)/.run
