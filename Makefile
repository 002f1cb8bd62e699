# Everything runs in .venv, which is made from requirements/dev.lock when it is missing or out of
# date. docs/testing.md says what each target that tests is for.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ENGINES := .venv-engines/.ready
JOBS ?= 2
comma := ,

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-durable test test-all lint types unit published draw rendered packaged durable engines mutants random newest \
	oldest fuzz hooks lock format \
	generated docs corpus bench package release-check clean

# Take what a lock file holds, and the checkout itself: $(call install,VENV,LOCK)
PIP := -m pip install --quiet --disable-pip-version-check
install = $(1)/bin/python $(PIP) --require-hashes --requirement $(2) && \
	$(1)/bin/python $(PIP) --no-deps --no-build-isolation --editable .

help:  ## Show the targets.
	@awk -F ':.*##' '/^[a-z-]+:.*##/ { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY)  ## Make .venv with all that the other targets need.

$(READY): pyproject.toml requirements/dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "arazzo-gen needs Python 3.11 or later: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(call install,$(VENV),requirements/dev.lock)
	@touch $@

demo: $(READY)  ## Build a bundled workflow and run it against a local server.
	@$(BIN)/arazzo-gen demo

demo-durable: $(READY) $(ENGINES)  ## Kill a process whose runs go on where they stopped.
	@$(BIN)/python tests/engines/demo.py

test: lint types unit  ## Run everything that must hold before a change goes in.

lint: $(READY)  ## Check the style of the code.
	$(BIN)/ruff check .

types: $(READY)  ## Check the types of the compiler.
	$(BIN)/mypy

# `draw` has the drawings of the corpus; the conformance cases of the other are tests of every change.
PUBLISHED := $(filter-out %_drawn.py %_durable.py,$(wildcard tests/corpus/test_*.py))

unit: $(READY) $(ENGINES)  ## Run the tests.
	$(BIN)/pytest -n $(JOBS) --dist loadgroup $(PUBLISHED:%=--ignore=%)

published: $(READY)  ## Run the tests on the published documents in ARAZZO_CORPUS.
	$(BIN)/pytest -n $(JOBS) --dist loadgroup $(PUBLISHED)

test-all: $(READY)  ## Run all that CI runs, each part with its budget (ONLY=install,random).
	$(BIN)/python tests/parts.py $(if $(ONLY),--only $(ONLY))

draw: $(READY)  ## Read all drawings with mermaid's parser, which npm installs, and open pages in Chromium.
	$(BIN)/python tests/mermaid/mermaid_install.py
	$(BIN)/python tests/browser_install.py
	$(BIN)/pytest tests/mermaid tests/corpus/test_corpus_drawn.py tests/unit/draw/test_page_in_browser.py

rendered: $(READY)  ## Render the docstrings of modules with Sphinx and mkdocs, which pip installs.
	$(BIN)/python tests/rendered/rendered_install.py
	$(BIN)/pytest tests/rendered

packaged: $(READY)  ## Run the tests of what clients do on modules of a package.
	LAYOUT=package $(BIN)/pytest -n $(JOBS) --dist loadgroup tests/features/test_flow_*.py \
		tests/features/test_compose_*.py

DURABLE_TESTS = $(filter-out %_random.py %_mistakes.py %_checked.py,$(wildcard \
	tests/features/test_flow_*.py tests/features/test_compose_*.py)) \
	$(addprefix tests/features/test_,cond_xpath.py missing_values.py null_calls.py nulls.py \
	request_server_variables.py request_supplied.py workflow_inputs.py)

durable: $(READY)  ## Run what clients do in their durable form, which dies at each event.
	DURABLE=1 $(BIN)/pytest -n $(JOBS) --dist loadgroup $(DURABLE_TESTS) -k "not type_checkers"

engines: $(READY) $(ENGINES)  ## Run durable clients on DBOS, with SQLite and Postgres, and on Temporal.
	$(BIN)/python tests/engines/engines_install.py
	ENGINES=all $(BIN)/pytest -n $(JOBS) --dist loadgroup tests/engines -k "not sqlite"

$(ENGINES): requirements/engines.lock
	$(PYTHON) -m venv .venv-engines
	.venv-engines/bin/python $(PIP) --require-hashes --requirement $<
	@touch $@

mutants: $(READY)  ## Change the clients of the systems, and count what their written tests notice.
	$(BIN)/python tests/mutants.py

random: $(READY)  ## Run the random tests on many more examples (EXAMPLES=10 times as many).
	EXAMPLES=$(or $(EXAMPLES),10) $(BIN)/pytest -n $(JOBS) --dist loadgroup

# What black lays out otherwise than the version that is locked is told apart from what fails.
newest:  ## Run the tests on the newest releases of everything.
	$(PYTHON) -m venv .venv-newest
	.venv-newest/bin/python $(PIP) --upgrade --upgrade-strategy eager --editable '.[dev]'
	JOBS=$(JOBS) .venv-newest/bin/python tests/versions.py

oldest: .venv-oldest/.ready  ## Run the tests on the lowest versions that pyproject.toml allows.
	JOBS=$(JOBS) .venv-oldest/bin/python tests/versions.py

.venv-oldest/.ready: pyproject.toml requirements/oldest.lock
	$(PYTHON) -m venv .venv-oldest
	$(call install,.venv-oldest,requirements/oldest.lock)
	@touch $@

# `verdicts` needs no atheris, and has a number of documents, not of seconds.
TARGETS := $(subst $(comma), ,$(ONLY))
fuzz: $(READY) $(if $(filter-out verdicts,$(or $(TARGETS),all)),.venv-fuzz/.ready)  ## Run the fuzz targets for SECONDS=60 each (ONLY=yaml,json).
	$(if $(filter verdicts,$(or $(TARGETS),verdicts)),cd tests && ../$(BIN)/python -m verdicts)
	$(if $(filter-out verdicts,$(or $(TARGETS),all)),cd tests && ../.venv-fuzz/bin/python -m fuzz \
		--seconds $(or $(SECONDS),60) $(filter-out verdicts,$(TARGETS)))

.venv-fuzz/.ready: requirements/fuzz.lock
	$(PYTHON) -m venv .venv-fuzz
	.venv-fuzz/bin/python $(PIP) --require-hashes --requirement $<
	@touch $@

hooks: $(READY)  ## Run the hooks with pre-commit, from a clone of what is committed here.
	$(BIN)/python tests/hooks.py

lock:  ## Write requirements/*.lock from pyproject.toml (UPGRADE=1: with the newest releases).
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python $(PIP) --require-hashes --requirement requirements/uv.txt
	PATH=".venv-lock/bin:$$PATH" $(PYTHON) requirements/lock.py $(if $(UPGRADE),--upgrade)

format: $(READY)  ## Put the code into its style.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

generated: $(READY)  ## Build the checked-in clients and IR again.
	$(BIN)/python tests/refresh.py

docs: $(READY)  ## Write docs/diagnostics.md and what its examples give again.
	PYTHONPATH=tests $(BIN)/python tests/explain/write.py

corpus: $(READY)  ## Write docs/corpus.md from the published documents in ARAZZO_CORPUS.
	$(BIN)/python tests/corpus/table.py

# QUICK=1 takes few samples of small things; ONLY=a,d runs these parts.
bench: $(READY) $(ENGINES)  ## Measure builds and clients, beside others, into benchmarks/RESULTS.md.
	$(BIN)/python -m benchmarks $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY))

# It passes where something is only to be done before a release, and says so.
release-check: $(READY) .venv-release/.ready  ## Check the packages as a release: metadata, every Python.
	$(BIN)/python tests/install.py --twine .venv-release/bin/twine

.venv-release/.ready: requirements/release.lock
	$(PYTHON) -m venv .venv-release
	.venv-release/bin/python $(PIP) --require-hashes --requirement $<
	@touch $@

package: $(READY)  ## Make the sdist and the wheel in dist/.
	$(BIN)/python -m build --no-isolation

clean:  ## Remove what these targets made.
	rm -rf $(VENV) .venv-newest .venv-oldest .venv-engines .venv-fuzz .venv-lock .venv-release .venv-rendered .fuzz .venv-bench .bench .mermaid dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
