# Each target works on a fresh clone that has Python 3.11 and make.

PYTHON ?= python3.11
BIN := .venv/bin
STAMP := .venv/.installed
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup serve test lint bench bench-signals bench-batch bench-retrain train evaluate lock wheel-test clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## make .venv from requirements.lock

serve: setup ## set everything up and serve on 127.0.0.1:8000
	@exec $(BIN)/credibility serve $(ARGS)

test: lint ## check the code and run every test
	$(BIN)/pytest $(ARGS)

lint: setup ## formatting, ruff, mypy, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## speed beside the peers
	$(BIN)/python -m benchmarks $(ARGS)

bench-signals: setup ## agreement with people's annotation, family by family
	$(BIN)/python -m benchmarks.signals $(ARGS)

bench-batch: setup ## how fast and in how little memory a corpus is scored
	$(BIN)/python -m benchmarks batch $(ARGS)

bench-retrain: setup ## how long a retraining takes
	$(BIN)/python -m benchmarks.retrain $(ARGS)

# Unless told, OpenBLAS adds up in another order on another processor, and the phrasing learnt is
# another. These sums need AVX2; without it, name another core on the command line.
ifeq ($(shell uname -m),x86_64)
train evaluate: export OPENBLAS_CORETYPE := Haswell
endif

train: setup ## make models/default again from seeds/
	$(BIN)/python -m models.train $(ARGS)

evaluate: setup ## quality on outlets the model has not seen
	$(BIN)/python -m models.evaluation $(ARGS)
	$(BIN)/python docs/generate.py

lock: setup ## pin the newest versions that pyproject.toml allows
	$(BIN)/uv pip compile --quiet --python-version 3.11 pyproject.toml --extra dev --upgrade \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
		--output-file requirements.lock

# The tests run from a copy, so that nothing can be imported from the checkout.
wheel-test: setup ## build the wheel and run the tests against it in a clean environment
	rm -rf dist .cache/wheel-test
	$(BIN)/python -m hatchling build -t wheel
	$(PYTHON) -m venv .cache/wheel-test/venv
	.cache/wheel-test/venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	.cache/wheel-test/venv/bin/pip install --quiet --disable-pip-version-check --no-deps dist/*.whl
	cp -R tests .cache/wheel-test/
	cp pyproject.toml .cache/wheel-test/
	cd .cache/wheel-test && venv/bin/pytest $(ARGS)

clean: ## remove everything that make made, the database excepted
	rm -rf .venv .cache dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

# The stamp is older than the lock or the project's file whenever something has to be installed.
$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "make: Python 3.11 is needed, and $(PYTHON) was not found; try make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "make: Python 3.11 is needed, and $(PYTHON) is $$($(PYTHON) --version 2>&1)" >&2; exit 1; }
	@echo "Installing into .venv: two minutes or so, once."
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -c "from service.app import create_app; create_app()"
	@echo '{"id": "1", "text": "So that no first corpus waits for the compiler."}' | $(BIN)/credibility batch - --output - >/dev/null 2>&1
	@touch $@
