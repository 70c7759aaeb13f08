# Préau. Two commands matter: `make demo` to see the site, `make test` to prove it. `make` alone lists the rest.
# A machine with Python >= 3.11, Git and make is enough: everything else is installed in .venv/, pinned with hashes.

PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
SAY := @printf 'Préau: %s\n'
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INSTALL := $(PIP) install --require-hashes
# Tests wait for servers and for the disk: one worker more than there are processors keeps these busy.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN 2> /dev/null || echo 2) + 1)
PIP_TOOLS := pip-tools==7.6.2

# Modules and templates are compiled once, not by each of the thousands of processes of the tests.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo serve site test lint format bench soak wheel lock clean chromium services

help: ## This list
	@echo 'Préau: a civic movement in a Git repository.'
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

demo: $(VENV)/.runtime ## A movement under guard, its site on http://127.0.0.1:8000/ (another port: PORT=8080)
	@$(BIN)/python scripts/tools/demo.py
	@exec $(BIN)/preau serve --root var/demo/movement --port $(PORT)

serve: $(VENV)/.runtime ## The files of this folder, shown again at each change
	@exec $(BIN)/preau serve --port $(PORT)

site: $(VENV)/.runtime ## Build the site into site/
	@exec $(BIN)/preau build

test: lint chromium services ## Every check and every test, the browser's included
	$(SAY) 'tests'
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder --durations 20

lint: $(VENV)/.test ## Style, types, and who may import whom
	$(SAY) 'style, types, imports'
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo 'Some files are not formatted: run `make format`.'; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.test ## Put the Python files in the house style
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format .

bench: $(VENV)/.test chromium ## Measure: builds beside Hugo's, a chapter on a slow phone, carriers (N=10000)
	@$(BIN)/python tests/bench/bench.py $(if $(N),--initiatives $(N))
	@$(BIN)/python tests/bench/chapter_load.py
	@$(BIN)/python tests/bench/packs.py
	@$(BIN)/python tests/bench/audit.py $(if $(N),--approvals $(N))
	@$(BIN)/python tests/bench/guard.py

soak: $(VENV)/.test ## Many people at once, processes killed at random (200 proposals, 20 approvals); long random histories
	@PREAU_SOAK=200,20 $(BIN)/python -m pytest tests/soak tests/functional/test_random_histories.py tests/functional/test_in_proportion.py

wheel: $(VENV)/.runtime ## The package, in dist/
	@$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

lock: ## Choose the newest versions again and write requirements/ (needs Python 3.11, the oldest we support)
	@scripts/tools/python.sh 3.11 > /dev/null
	@[ -x var/lock/bin/pip-compile ] || { "$$(scripts/tools/python.sh 3.11)" -m venv var/lock && var/lock/bin/pip install -q $(PIP_TOOLS); }
	@scripts/tools/lock.sh var/lock/bin/pip-compile

clean: ## Remove what was built; .venv/ and var/ stay
	@rm -rf site dist build .preau .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find scripts tests -name __pycache__ -prune -exec rm -rf {} +

# --- Set-up: a stamp in .venv/ for each stage, so that a second `make` costs nothing -----------------------------------

# A folder that was moved or copied carries a .venv that points elsewhere: it is made anew.
ifneq ($(shell cat $(VENV)/.where 2>/dev/null),$(CURDIR))
.PHONY: $(VENV)/.where
endif

$(VENV)/.where:
	@scripts/tools/python.sh > /dev/null
	$(SAY) 'setting up .venv/ (once; a minute or two)'
	@[ ! -e $@ ] || rm -rf $(VENV)
	@"$$(scripts/tools/python.sh)" -m venv $(VENV)
	@printf '%s' '$(CURDIR)' > $@

$(VENV)/.runtime: $(VENV)/.where requirements/runtime.txt requirements/build.txt pyproject.toml
	@$(INSTALL) -r requirements/runtime.txt -r requirements/build.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.runtime requirements/test.txt
	$(SAY) 'installing the tools of the tests'
	@$(INSTALL) --no-compile -r requirements/test.txt
	@touch $@

chromium: $(VENV)/.test
	@$(BIN)/python tests/tools/chromium.py --install

services: $(VENV)/.test
	@scripts/tools/services.sh
	@scripts/tools/npm.sh
