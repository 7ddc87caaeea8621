# Two commands: `make run` and `make test`. Everything lives in .venv and .immerse; nothing needs root.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip
TESTS := $(BIN)/python -m pytest -n 2 --dist worksteal
CI_TOO := $(filter true,$(CI))
export IMMERSE_DATA ?= .immerse
export IMMERSE_SHARED ?= $(abspath ../shared)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Some images set it. Every server and command that a test starts would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test setup load check lint clean

## run: set up what is missing, then serve API and pages at http://127.0.0.1:8000
run: $(VENV)/.installed
	$(BIN)/immerse run

## test: checks and the default test set; with CI=true the slow tests too
test: setup check
	@failed=0; set -x; \
	$(TESTS) -m "not slow" $(if $(CI_TOO),--cov --cov-report=term:skip-covered --cov-fail-under=85) || failed=1; \
	$(if $(CI_TOO),$(TESTS) -m "slow and not alone" || failed=1; $(BIN)/python -m pytest -m alone || failed=1;) \
	exit $$failed

## setup: only .venv with everything in it
setup: $(VENV)/.installed-dev

## load: locust against a server that this command starts and stops; make load LOAD="--help" tells what else
load: setup
	$(BIN)/python -m benchmarks load $(LOAD)

## check: every gate that needs no running code; never edits
check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if [ -x $(BIN)/hadolint ]; then $(BIN)/hadolint Dockerfile; fi
	$(BIN)/python -m benchmarks report --check

## lint: the same, mending what can be mended
lint: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .immerse

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "IMMERSE needs Python 3.11 or newer: make run PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing (once, a few minutes; about 1 GB with everything)"
	$(PIP) install --quiet --progress-bar on -c constraints.txt -e .
	touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install --quiet --progress-bar on -c constraints.txt -e '.[dev]'
	touch $@ $(VENV)/.installed
