# Everything lives in .venv: nothing is installed outside this folder.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-ready
READY := $(VENV)/.ready
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-cache-dir
LOCK := $(BIN)/uv pip compile --quiet --no-cache --generate-hashes --no-emit-index-url --universal \
	--python-version 3.11 --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.PHONY: demo run test lint bench lock clean

demo: $(RUNTIME)
	@exec $(BIN)/kpibot demo $(if $(PORT),--port $(PORT))

run: $(RUNTIME)
	@$(BIN)/kpibot db upgrade
	@exec $(BIN)/kpibot run

test: $(READY)
	rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -n auto --dist worksteal | tee $(VENV)/test.log
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=95
	@tail -n 1 $(VENV)/test.log

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

BENCHMARKS := updates_per_second broadcast growth processes search_peers

bench: $(READY)
	failed=; for what in $(BENCHMARKS); do $(BIN)/python -m benchmarks.$$what || failed+=" $$what"; done; \
		test -z "$$failed" || { echo "goals missed in:$$failed" >&2; exit 1; }

lock: $(READY)
	$(LOCK) --extra dev pyproject.toml --output-file requirements-dev.lock
	echo hatchling | $(LOCK) --constraints requirements-dev.lock pyproject.toml - --output-file requirements.lock

clean:
	rm -rf $(VENV) build .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed; name it with: make PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo 'Python cannot make virtual environments here; run: apt-get install python3-venv' >&2; exit 1; }
	@echo 'Making the virtual environment $(VENV).'
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	@echo 'Installing what kpibot needs into $(VENV); the first time this takes a minute or two.'
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(READY): requirements-dev.lock $(RUNTIME)
	@echo 'Installing what its tests need into $(VENV); the first time this takes a minute or two.'
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@
