# Everything is installed into .venv and nowhere else. All it needs: make, and Python 3.11 or newer (or uv).

VENV ?= .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3.14 python3 2>/dev/null) python3)
ROOMS := bots engagement advocacy config storage dashboard bench
WORKERS ?= 2
PYTEST = $(BIN)/python -m pytest -p tests.ci_skips -n $(WORKERS) --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help run test check format lint types contracts docs bench mutants clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.for-running ## start Hubbub on http://127.0.0.1:8080 (PORT=8090 and HOST=... choose another place)
	@$(BIN)/hubbub run $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

test: $(VENV)/.for-work ## run the tests
	$(PYTEST)

check: lint types contracts test ## what has to pass before a change is taken: format, lint, types, contracts, tests (with the docs)

format: $(VENV)/.for-work ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(VENV)/.for-work ## look for mistakes
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.for-work ## check the types
	$(BIN)/mypy

contracts: $(VENV)/.for-work ## check which room imports which
	$(BIN)/lint-imports

docs: $(VENV)/.for-work ## write docs/command-line.md anew and check that the documentation is true
	$(BIN)/python docs/make_command_line.py
	$(BIN)/python -m pytest -q tests/test_docs.py

bench: $(VENV)/.for-work ## measure the speed, as ratios to a limit in the same run
	$(BIN)/hubbub bench

mutants: $(VENV)/.for-work ## take one safety mechanism after the other out of a copy, and see that the tests named for it notice
	WORKERS=$(WORKERS) $(BIN)/python -m tests.mutants

clean: ## remove what was installed and what tools left behind
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov dist build
	find $(ROOMS) tests docs -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what is installed; each stamp is made again only when pyproject.toml or uv.lock changed -------------------------

ifneq ($(UV),)
$(VENV)/.for-running: pyproject.toml uv.lock
	UV_PROJECT_ENVIRONMENT=$(VENV) $(UV) sync --quiet --frozen --inexact --no-dev
	@touch $@

$(VENV)/.for-work: pyproject.toml uv.lock
	UV_PROJECT_ENVIRONMENT=$(VENV) $(UV) sync --quiet --frozen --inexact
	@touch $@ $(VENV)/.for-running
else
$(VENV)/.for-running: pyproject.toml | $(BIN)/pip
	@echo "Installing Hubbub into $(VENV), once; this takes a minute ..."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.for-work: pyproject.toml | $(BIN)/pip
	@echo "Installing Hubbub and the tools to work on it into $(VENV), once; this takes a few minutes ..."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@ $(VENV)/.for-running
endif

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Hubbub needs Python 3.11 or newer. Install it, or install uv (https://docs.astral.sh/uv/), which brings it." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
