# The front door. `make help` lists what you can do; the work itself is in scripts/.
.DEFAULT_GOAL := help
.PHONY: help run test test-all test-slow test-next lint format bench shots lock clean

PORT ?= 8000
ACADEMIE_DATA ?= var

BIN := .venv/bin
PYTHON := sh scripts/python.sh
PACKAGES := accounts registrations courses certificates cms spreadsheets
CODE := $(PACKAGES) scripts tests manage.py
DEV := $(PYTHON) -m scripts.venv dev
# Values that only have to look like production for `check --deploy`; nothing is served with them.
PRODUCTION := ACADEMIE_MODE=production ACADEMIE_DATA=var/lint ACADEMIE_URL=https://academie.example.nl \
	ACADEMIE_SECRET_KEY=only-for-the-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG \
	DJANGO_SETTINGS_MODULE=cms.settings

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '  make %-10s %s\n' "$$name" "$$text"; done

run: ## Start the demo on PORT (8000), with its data in ACADEMIE_DATA (var/)
	@PORT="$(PORT)" ACADEMIE_DATA="$(ACADEMIE_DATA)" $(PYTHON) -m scripts.run

test: ## The tests of every change: SQLite, PostgreSQL and the browser
	@$(DEV)
	@$(BIN)/python -m scripts.tests

test-all: ## Everything, the slow tests too
	@$(DEV)
	@$(BIN)/python -m scripts.tests --all

test-slow: ## Only what `make test` leaves out
	@$(DEV)
	@$(BIN)/python -m scripts.tests --slow

test-next: ## The tests with the newest Django and Wagtail, where Python 3.12 or newer is there
	@$(PYTHON) -m scripts.newest

lint: ## Style, types, layers, templates, migrations, deployment checks
	@$(DEV)
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports --no-cache
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

format: ## Let ruff set the style
	@$(DEV)
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

bench: ## Measure CPU and queries of the main pages (table, and var/bench.json)
	@$(DEV)
	@$(BIN)/python -m scripts.bench

shots: ## Pictures of the main pages into var/shots/, and those of the editors' guide into static/img/guide/
	@$(DEV)
	@$(BIN)/python -m scripts.shots

lock: ## Write requirements/*.txt anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links pyproject.toml -o requirements/base.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --group dev -c requirements/base.txt pyproject.toml \
		-o requirements/dev.txt

clean: ## Remove the virtual environments and the caches, never the data folder
	rm -rf .venv var/venv-next .mypy_cache .ruff_cache .hypothesis .import_linter_cache .migrated_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
