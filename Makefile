# Everything a person or a machine does with this repository. `make help` lists it.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
NATIVE := $(wildcard native/*) pyproject.toml
MANY := -n 2 --dist loadfile
BENCH := build/bench-venv

.PHONY: help demo test check format bench fuzz docs lock media clean

help: ## List what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/demo ## Set everything up, run the main job and serve its pages until Ctrl-C
	@$(BIN)/python examples/demo.py

test: .venv/dev ## Run everything that CI runs
	@bash tests/prepare.sh
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest $(MANY) tests

check: .venv/dev ## Lint, types, and the direction of imports
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache > .venv/imports.log || { cat .venv/imports.log; exit 1; }

format: .venv/dev ## Format the code
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

bench: $(BENCH)/ready ## Measure speed side by side with what a user would pick instead
	@$(BENCH)/bin/python bench/run.py

fuzz: .venv/dev ## Decode 10,000 spoilt files of every format in the real decoding processes
	@nice -n 19 $(BIN)/python -m tests.fuzz.run --count 10000 --log build/fuzz.json

docs: .venv/dev ## Write the generated reference pages anew
	@$(BIN)/python docs/generate.py

media: .venv/dev ## Make the pictures and transcripts of the README and docs anew
	@bash tests/prepare.sh
	@$(BIN)/python docs/media.py
	@$(BIN)/python docs/screens.py
	@$(BIN)/python docs/recall.py

lock: .venv/dev ## Pin the newest versions, with hashes
	@$(PIP) install --require-hashes -r requirements/lock.txt
	@for one in run demo dev bench lock; do \
	  $(BIN)/uv pip compile --quiet --generate-hashes --no-header --universal \
	    --python-version 3.11 --no-emit-index-url --no-emit-find-links --upgrade \
	    requirements/$$one.in -o requirements/$$one.txt || exit 1; done

clean: ## Remove what was built
	@rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@echo "Making the virtual environment (once)."
	@$(PYTHON) -m venv .venv || { echo "python3 needs its venv module: on Debian, the package python3-venv."; exit 1; }

.venv/demo: requirements/demo.txt $(NATIVE) | .venv/bin/python
	@echo "Installing pinned, hash-checked requirements and compiling the kernel (a few minutes, once)."
	@$(PIP) install --require-hashes -r requirements/demo.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements/dev.txt $(NATIVE) | .venv/bin/python
	@echo "Installing pinned, hash-checked requirements and compiling the kernel (a few minutes, once)."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch .venv/demo $@

$(BENCH)/ready: requirements/bench.txt $(NATIVE)
	@echo "Installing what is compared with, and compiling the kernel (a few minutes, once)."
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/bench.txt
	@$(BENCH)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --config-settings=build-dir=build/bench-kernel --editable .
	@touch $@
