# Every target builds .venv by itself from the locked, hashed requirements; it needs only python3 (3.11+) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
# the project itself is linked in place; its build backend is locked with the rest
LINK := $(PIP) install --no-deps --no-build-isolation --editable .

LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --upgrade

.DEFAULT_GOAL := help
.PHONY: help demo run test check format lock bench fuzz chaos audit sbom pictures digests texts clean

help: ## show these targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "newsdigest needs Python 3.11 or newer; try: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(VENV)

# no demo, no test without these; the stamps carry the moment of the last good install
$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Setting up .venv (about a minute the first time) ..."
	@$(PIP) install --require-hashes --requirement requirements/run.txt
	@$(LINK)
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml | $(BIN)/python
	@echo "Setting up .venv with the development tools (about two minutes the first time) ..."
	@$(PIP) install --require-hashes --requirement requirements/dev.txt
	@$(LINK)
	@touch $@ $(VENV)/run.stamp

demo: $(VENV)/run.stamp ## the whole product on this machine: no token, no network (RESET=1 starts over)
	@exec $(BIN)/python -m demo $(if $(RESET),--reset) $(if $(PORT),--port $(PORT))

run: $(VENV)/run.stamp ## the real bot, with the settings in .env
	@exec $(BIN)/newsdigest run

test: $(VENV)/dev.stamp ## the tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/dev.stamp ## what CI runs: format, lint, types, import contract, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

format: $(VENV)/dev.stamp ## put the code into its format, mend what the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/dev.stamp ## write requirements/*.txt anew from pyproject.toml
	$(LOCK) pyproject.toml --group dev --output-file requirements/dev.txt
	$(LOCK) pyproject.toml --constraint requirements/dev.txt --output-file requirements/run.txt
	$(LOCK) --group audit --constraint requirements/dev.txt --output-file requirements/audit.txt

bench: $(VENV)/dev.stamp ## the benchmarks behind the figures in docs/
	$(BIN)/python -m benchmarks

fuzz: $(VENV)/dev.stamp ## the feed parser against new nonsense, for a minute (SECONDS=600 goes on for longer)
	@NEWSDIGEST_FUZZ_SECONDS=$(or $(SECONDS),60) $(BIN)/python -m pytest -q tests/jobs/feeds/parsing/test_fuzz.py

chaos: $(VENV)/dev.stamp ## kill it, starve it, jump its clock, for a minute (SECONDS=600 KILLS=100 SEED=7 DATABASE=postgresql WEATHER='disk full'; CLUSTER=2000; SOAK=20000)
	@$(BIN)/python -m fire --seconds $(or $(SECONDS),60) --kills $(or $(KILLS),0) --seed $(or $(SEED),0) \
		--database $(or $(DATABASE),sqlite) --weather '$(WEATHER)' --cluster $(or $(CLUSTER),0) --soak $(or $(SOAK),0)

pictures: $(VENV)/dev.stamp ## take the pictures in docs/ anew from the demo's chat page (needs Chromium)
	$(BIN)/python docs/take_pictures.py

# in a folder of its own: these tools have many dependencies, and the project needs none of them
$(VENV)/audit.stamp: requirements/audit.txt | $(BIN)/python
	@$(PYTHON) -m venv $(VENV)/audit
	@$(VENV)/audit/bin/python -m pip --disable-pip-version-check --quiet --quiet install --require-hashes --requirement $<
	@touch $@

audit: $(VENV)/audit.stamp ## known vulnerabilities of what is locked; says so where their list can't be reached
	@$(VENV)/audit/bin/python requirements/audit.py requirements/run.txt requirements/dev.txt

sbom: $(VENV)/audit.stamp ## what the product consists of, as CycloneDX: newsdigest.cdx.json, the same each time
	@$(VENV)/audit/bin/python -W ignore -m cyclonedx_py requirements --output-reproducible --pyproject pyproject.toml \
		--mc-type application --output-file newsdigest.cdx.json requirements/run.txt
	@echo "newsdigest.cdx.json is written"

texts: $(VENV)/run.stamp ## bring the catalogues of all languages up to the texts in the code
	@$(BIN)/python -m bot.i18n.extraction

digests: $(VENV)/dev.stamp ## write the sample digests that the tests hold anew; read what changed
	$(BIN)/python -m demo.newsroom.digests tests/demo/newsroom/digests

clean: ## remove what the targets built
	rm -rf $(VENV) build *.egg-info
