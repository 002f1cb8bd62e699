# Everything runs in .venv, which is made from pyproject.toml when it is missing or out of date.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint types unit format generated docs bench package clean

help:  ## Show the targets.
	@awk -F ':.*##' '/^[a-z]+:.*##/ { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY)  ## Make .venv with all that the other targets need.

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "arazzo-gen needs Python 3.11 or later: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(READY)  ## Build a bundled workflow and run it against a local server.
	@$(BIN)/arazzo-gen demo

test: lint types unit  ## Run everything that must hold before a change goes in.

lint: $(READY)  ## Check the style of the code.
	$(BIN)/ruff check .

types: $(READY)  ## Check the types of the compiler.
	$(BIN)/mypy

unit: $(READY)  ## Run the tests.
	$(BIN)/pytest -n $(JOBS) --dist loadgroup

format: $(READY)  ## Put the code into its style.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

generated: $(READY)  ## Build the checked-in clients and IR again.
	$(BIN)/python tests/refresh.py

docs: $(READY)  ## Write docs/diagnostics.md and what its examples give again.
	$(BIN)/python tests/explain/write.py

corpus: $(READY)  ## Write docs/corpus.md from the published documents in ARAZZO_CORPUS.
	$(BIN)/python tests/corpus/table.py

# QUICK=1 takes few samples of small things; ONLY=a,d runs these parts.
bench: $(READY)  ## Measure builds and clients, beside others, into benchmarks/RESULTS.md.
	$(BIN)/python -m benchmarks $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY))

package: $(READY)  ## Make the sdist and the wheel in dist/.
	$(BIN)/python -m build --no-isolation

clean:  ## Remove what these targets made.
	rm -rf $(VENV) .venv-bench .bench dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
