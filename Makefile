# Everything a newcomer needs: `make demo` and `make test`. `make check` is what every change must pass.
PYTHON ?= python3
PORT ?= 8000
REQUIREMENTS ?= dev
VENV := .venv
RUN := $(VENV)/bin/python -m
INSTALLED := $(VENV)/.installed-$(REQUIREMENTS)

.PHONY: setup demo serve test test-postgres test-browser check lint types imports messages lock clean

setup: $(INSTALLED)
	@for folder in src/handschlag/*/locale; do $(VENV)/bin/pybabel -q compile -f -D django -d $$folder 2>/dev/null || exit 1; done

$(INSTALLED): requirements/$(REQUIREMENTS).txt pyproject.toml
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV) || { echo "No virtual environment could be made. On Debian: apt install python3-venv"; exit 1; }
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$(REQUIREMENTS).txt
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	$(RUN) handschlag demo
	$(RUN) handschlag serve --port $(PORT)

serve: setup
	$(RUN) handschlag serve --port $(PORT)

test: setup
	$(RUN) pytest -n 2 --dist loadfile
	$(RUN) tests.postgres $(VENV)/bin/python -m pytest -n 2 --dist loadfile -m "not browser and not spark"

check: lint types imports test

lint: setup
	$(VENV)/bin/ruff check --no-cache .
	$(VENV)/bin/ruff format --check .

types: setup
	$(VENV)/bin/mypy

imports: setup
	$(VENV)/bin/lint-imports

# German sentences: collects what is to be translated in every room (needs Debian's gettext).
messages: setup
	@for room in src/handschlag/*/locale; do (cd $$room/.. && DJANGO_SETTINGS_MODULE= $(CURDIR)/$(VENV)/bin/django-admin makemessages -l de --no-location --no-obsolete -i 'tests/*'); done

lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate pyproject.toml -o requirements/base.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate -c requirements/base.txt pyproject.toml --group dev -o requirements/dev.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate -c requirements/dev.txt pyproject.toml --extra spark --group dev --group browser -o requirements/full.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate -c requirements/dev.txt --group peers -o requirements/peers.txt

clean:
	rm -rf $(VENV) var
