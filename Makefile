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

# The generators of the SDKs have an environment of their own, so that the product's stays small.
SDK_TOOLS := .venv/sdk-tools/.installed
# So has the audit.
AUDIT_TOOLS := .venv/audit-tools/.installed
NODE_MODULES := sdks/javascript/node_modules/.package-lock.json
NODE := $(shell node -p 'process.versions.node.split(".")[0] >= 20 || ""' 2>/dev/null)

.PHONY: run test test-external check check-sdks format rights moves messages sdks lock bench rehearse drill fuzz audit profile clean

run: $(INSTALL)
	$(BIN)/python manage.py up --end-with-parent

test: $(INSTALL_DEV)
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

# The same suite on Debian's PostgreSQL and Redis over TCP, without what is the same on every server: of the sweeps those
# over the SQL of lists and reads are kept. All of it: make test-external LEFT_OUT=
LEFT_OUT := $(addprefix --ignore=tests/,browser importing reading sdks config/test_up.py config/test_embedded.py \
	accounts/test_tokens.py core/test_rendering.py dashboard/test_files.py monitoring/test_portability.py \
	scheduling/test_recurrence.py $(addprefix worker/test_,applications.py documents.py notifications.py webhooks.py) \
	$(addprefix sweeps/test_,access.py audit.py bodies.py declarations.py forms.py fuzz.py moves.py openapi.py \
	protected.py rights.py secrets.py versions.py))
test-external: $(INSTALL_DEV)
	.ci/external-services $(BIN)/python -m pytest -n 2 --dist loadgroup $(LEFT_OUT) $(PYTEST_ARGS)

check: $(INSTALL_DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.locks
	PYTHONWARNINGS=ignore::RuntimeWarning $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file .venv/openapi.yaml
	diff -u docs/openapi.yaml .venv/openapi.yaml
	$(AS_IN_PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python -m tools.sdks --check
	$(BIN)/mypy --config-file sdks/python/pyproject.toml --cache-dir .mypy_cache/sdks \
		sdks/python/src tests/sdks/typed_use.py
	rm -rf .venv/wheels
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir .venv/wheels sdks/python
	PYTHONPATH=$$(echo .venv/wheels/saas_platform-*.whl) $(BIN)/python -c 'import saas_platform.webhooks'
	$(if $(NODE),$(MAKE) check-sdks,@echo "No Node 20: the JavaScript types are not checked, the SDKs not made anew.")

# The SDKs made anew are those that are here, and the types of the JavaScript one hold.
check-sdks: $(INSTALL_DEV) $(SDK_TOOLS) $(NODE_MODULES)
	$(BIN)/python -m tools.sdks --check --again
	npm --prefix sdks/javascript run --silent types

format: $(INSTALL_DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Writes docs/moves.tsv anew: what every action makes of a row in each of its states.
moves: $(INSTALL_DEV)
	WRITE_MOVES=1 $(BIN)/python -m pytest -q -n 0 tests/sweeps/test_moves.py -k as_the_table

# Adds new texts to the catalogues under locale/, compiles them and lists what is not translated yet.
messages: $(INSTALL)
	$(BIN)/python -m tools.messages

# Writes docs/rights.tsv anew: every operation with its answer to each role.
rights: $(INSTALL_DEV)
	WRITE_RIGHTS=1 $(BIN)/python -m pytest -q -n 0 tests/sweeps/test_rights.py -k each_role

# Writes the OpenAPI document and both SDKs anew. Needs Node 20.
sdks: $(INSTALL_DEV) $(SDK_TOOLS) $(NODE_MODULES)
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml
	$(BIN)/python -m tools.sdks

# Writes the pins anew, with the hashes of their files; without UPGRADE=1 those that still fit are kept.
COMPILE = $(BIN)/uv pip compile --quiet --no-header --no-annotate --generate-hashes --python-version 3.11 \
	$(if $(UPGRADE),--upgrade)
lock: $(INSTALL)
	for name in requirements requirements-dev requirements-s3 requirements-otel tools/sdks/requirements tools/audit/requirements; do \
		$(COMPILE) $$name.in -o $$name.txt || exit; \
	done

# Asks the advisory services about every pin; they have to be reached. Needs Node 20 for those of JavaScript.
audit: $(INSTALL) $(AUDIT_TOOLS)
	$(BIN)/python -m tools.audit $(AUDIT_ARGS)

bench: $(INSTALL_DEV)
	$(BIN)/python -m bench $(if $(QUICK),--quick)

# Kills parts of a running product under load, and restores; prints what was lost, doubled or left undone.
drill: $(INSTALL_DEV)
	$(BIN)/python -m bench.drills $(if $(QUICK),--quick)

# Sends every operation what schemathesis makes of the document, many times what `make test` sends, by chance anew.
fuzz: $(INSTALL_DEV)
	FUZZ_EXAMPLES=$(or $(EXAMPLES),50) FUZZ_SEED=$(or $(SEED),$(shell date +%s)) \
		$(BIN)/python -m pytest -n 2 --dist loadgroup tests/sweeps/test_fuzz.py

# Scaling out on Debian's PostgreSQL, Redis and PgBouncer: two web processes, two workers, a replica, and what may befall them.
rehearse: $(INSTALL_DEV)
	PATH=$$PATH:/usr/sbin command -v pgbouncer >/dev/null \
		|| { echo "PgBouncer is missing: apt-get install pgbouncer" >&2; exit 1; }
	PATH=$$PATH:/usr/sbin .ci/external-services $(BIN)/python -m bench.rehearsal

# Writes a flame graph of one address under var/bench: make profile ROUTE=/api/invoices/
profile: $(INSTALL_DEV)
	$(BIN)/python -m bench.flame $(or $(ROUTE),/api/invoices/)

# Everything that can be made again. The data directory is not touched.
clean:
	rm -rf .venv sdks/javascript/node_modules static .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
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

$(SDK_TOOLS): tools/sdks/requirements.txt | $(BIN)/uv
	$(BIN)/python -m venv .venv/sdk-tools
	$(BIN)/uv pip install --quiet --python .venv/sdk-tools/bin/python -r tools/sdks/requirements.txt
	@touch $@

$(AUDIT_TOOLS): tools/audit/requirements.txt | $(BIN)/uv
	$(BIN)/python -m venv .venv/audit-tools
	$(BIN)/uv pip install --quiet --python .venv/audit-tools/bin/python -r tools/audit/requirements.txt
	@touch $@

$(NODE_MODULES): sdks/javascript/package-lock.json
	npm --prefix sdks/javascript ci --silent --no-audit --no-fund
	@touch $@
