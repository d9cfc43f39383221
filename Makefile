# `make run` needs python3 (3.11 or newer) with venv; it installs the rest in .venv.
SHELL := /bin/bash
BIN := .venv/bin
PYTHON ?= python3
WHOOSH := .cache/whoosh274
VNU := .cache/vnu/node_modules/vnu-jar
INSTALL = VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --compile-bytecode
PYTEST = $(BIN)/pytest -n auto --dist loadscope
MESSAGES = -F pyproject.toml -k _l -k lazy_gettext --no-location --sort-output -o .cache/messages.pot .
CATALOGUES = -i .cache/messages.pot -d crowd/translations --ignore-pot-creation-date

export CROWD_ENV ?= development

.PHONY: run reset test check translations lock python vnu screenshots

# demo content is made once and then kept
run: .venv/run.stamp
	@CROWD_DEMO=1 $(BIN)/crowd init
	@CROWD_DEMO=1 $(BIN)/crowd demo
	@CROWD_DEMO=1 exec $(BIN)/crowd serve --worker

# everything that `make run` made, but for the installed packages
reset:
	rm -rf var
	find search_index -mindepth 1 ! -name README.md -delete

# every test, on SQLite and on PostgreSQL when it answers (TEST_POSTGRES_URL says where);
# with CI=true what is missing is a failure
test: .venv/dev.stamp $(WHOOSH)/stamp vnu
	@$(BIN)/python -m tests.services > .cache/postgres
	$(PYTEST) -m "not browser"
	@if [ -s .cache/postgres ]; then \
		echo "The same on PostgreSQL:"; \
		TEST_DATABASE_URL="$$(cat .cache/postgres)" $(PYTEST) -m "not browser"; fi
	@echo "Search on Whoosh 2.7.4:"
	PYTHONPATH=$(WHOOSH) $(BIN)/pytest -W ignore::DeprecationWarning -W ignore::SyntaxWarning tests/search
	@echo "In a browser:"
	$(BIN)/pytest -m browser

# everything that CI checks besides the tests
check: .venv/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	@mkdir -p .cache
	$(BIN)/pybabel -q extract $(MESSAGES)
	$(BIN)/pybabel -q update --check $(CATALOGUES)

# the main pages, wide and narrow, by day and by night, in screenshots/
# (`make screenshots WHAT=docs` makes those of the README anew too)
screenshots: .venv/dev.stamp
	$(BIN)/python -m tests.journeys.screenshots $(WHAT)

# after changing a sentence: bring the English catalogue up to date, then fill what is new there
translations: .venv/dev.stamp
	@mkdir -p .cache
	$(BIN)/pybabel -q extract $(MESSAGES)
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete $(CATALOGUES)

# the locked, hashed requirements, from setup.cfg; the registry's address stays out
lock: .venv/dev.stamp
	for extra in "" s3 meaning dev; do \
		$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate \
			--no-emit-index-url --universal --python-version 3.11 $${extra:+--extra $$extra} \
			--output-file requirements$${extra:+-$$extra}.txt setup.cfg; done

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "This needs Python 3.11 or newer. Is it there under another name?"; \
		echo "Then: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv"; \
		exit 1; }

.venv/bin/uv: | python
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv

.venv/run.stamp: requirements-meaning.txt setup.cfg pyproject.toml | .venv/bin/uv
	$(INSTALL) --require-hashes -r requirements-meaning.txt
	$(INSTALL) --no-deps -e .
	@touch $@

.venv/dev.stamp: requirements-dev.txt setup.cfg pyproject.toml | .venv/bin/uv
	$(INSTALL) --require-hashes -r requirements-dev.txt
	$(INSTALL) --no-deps -e .
	@touch $@

# the Nu Html Checker, where java and npm are there to run and fetch it
vnu:
	@[ -d $(VNU) ] || ! { command -v java && command -v npm; } > /dev/null || npm install \
		--silent --no-audit --no-fund --ignore-scripts --prefix .cache/vnu vnu-jar@26.9.27 || \
		echo "The Nu Html Checker could not be fetched; its test is skipped."

$(WHOOSH)/stamp: .venv/dev.stamp
	$(BIN)/uv pip install --quiet --target $(WHOOSH) --no-deps whoosh==2.7.4
	@touch $@
