# Everything a newcomer types. PORT, DATA_DIR and DEMO may be given: make run PORT=9000 DATA_DIR=/srv/senangkira DEMO=0
PYTHON ?= python3
UV_VERSION := 0.12.2
BIN := .venv/bin
INSTALL := .venv/.installed
INSTALL_DEV := .venv/.installed-dev

# Nothing is connected to: it is the settings that are checked.
AS_IN_PRODUCTION := MODE=production ALLOWED_HOSTS=example.org REDIS_URL=redis://localhost \
	DATABASE_URL=postgresql://owner@localhost/senangkira \
	SECRET_KEY=0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ

.PHONY: run test test-external check format rights messages lock bench clean

run: $(INSTALL)
	$(BIN)/python manage.py up --end-with-parent

test: $(INSTALL_DEV)
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

# The same suite on Debian's PostgreSQL and Redis over TCP.
test-external: $(INSTALL_DEV)
	.ci/external-services $(BIN)/python -m pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

check: $(INSTALL_DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	PYTHONWARNINGS=ignore::RuntimeWarning $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file .venv/openapi.yaml
	diff -u docs/openapi.yaml .venv/openapi.yaml
	$(AS_IN_PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(INSTALL_DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Adds new texts to the catalogues under locale/, compiles them and lists what is not translated yet.
messages: $(INSTALL)
	$(BIN)/python -m tools.messages

# Writes docs/rights.tsv anew: every operation with its answer to each role.
rights: $(INSTALL_DEV)
	WRITE_RIGHTS=1 $(BIN)/python -m pytest -q -n 0 tests/sweeps/test_rights.py -k each_role

# Writes the pins anew; without UPGRADE=1 those that still fit are kept.
lock: $(INSTALL)
	$(BIN)/uv pip compile --quiet --no-header --no-annotate --python-version 3.11 $(if $(UPGRADE),--upgrade) \
		requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --no-header --no-annotate --python-version 3.11 $(if $(UPGRADE),--upgrade) \
		requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --no-header --no-annotate --python-version 3.11 $(if $(UPGRADE),--upgrade) \
		requirements-s3.in -o requirements-s3.txt
	$(BIN)/uv pip compile --quiet --no-header --no-annotate --python-version 3.11 $(if $(UPGRADE),--upgrade) \
		requirements-otel.in -o requirements-otel.txt

bench: $(INSTALL_DEV)
	$(BIN)/python -m bench $(if $(QUICK),--quick)

# Everything that can be made again. The data directory is not touched.
clean:
	rm -rf .venv static .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# uv installs several times faster; where it cannot be had, pip does the same.
$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo "Python's venv module is missing: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) \
		|| printf '#!/bin/sh\nshift\nexec "$$(dirname "$$0")/python" -m pip "$$@"\n' >$@ && chmod +x $@

$(INSTALL): requirements.txt | $(BIN)/uv
	$(BIN)/uv pip install --quiet -r requirements.txt
	@touch $@

$(INSTALL_DEV): requirements-dev.txt $(INSTALL)
	$(BIN)/uv pip install --quiet -r requirements.txt -r requirements-dev.txt
	@touch $@
