# make demo     the main job on a generated month of calls, then the portals
# make test     all tests
# make check    lint, format, types, imports, templates, migrations, deployment
# make manage   one management command on the demo's data:  make manage ARGS=prove_books
# make bench    ours against the limit, measured in one run:  make bench ARGS="ledger --json"
# make languages   compile the catalogues of texts under marketplace/locale/; every other target does it by itself
# make catalogues  read all texts anew into them:  make catalogues ARGS=--check
# make pins     new pins from requirements/*.in
#
# ARGS goes to the command. What the set-up has to say goes to standard error, so that
# standard output is the command's own.

SHELL := /bin/sh
.DEFAULT_GOAL := demo
.PHONY: demo test check manage bench pins clean languages catalogues

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
RUN := $(VENV)/bin/python
DEVSTACK := $(RUN) -m marketplace.devstack
FLOORS := onboarding marketplace payouts
# Tests that start servers of their own need room: two at a time, whatever the machine has.
WORKERS ?= 2

# A stamp for each set of pins, named after its content: the second time there is nothing to do.
stamp = $(VENV)/.has-$(1)-$(shell cksum < requirements/$(1).txt | cut -d ' ' -f 1)
DEMO := $(call stamp,demo)
DEV := $(call stamp,dev)
BENCH := $(call stamp,bench)

demo: $(DEMO)
	@$(SPEAK)
	@exec $(DEVSTACK) --processor -- $(RUN) manage.py demo $(ARGS)

manage: $(DEMO)
	@$(SPEAK)
	@exec $(RUN) manage.py $(ARGS)

test: $(DEV)
	@$(SPEAK)
	@exec $(DEVSTACK) --ephemeral -- $(RUN) -m pytest -n $(WORKERS) $(ARGS)

# Babel compiles the catalogues: a fresh machine has no gettext. Once, after the packages are there.
SPOKEN := $(patsubst %.po,%.mo,$(wildcard marketplace/locale/*/LC_MESSAGES/django.po))
SPEAK = $(MAKE) --silent --no-print-directory $(SPOKEN)
languages: $(DEMO)
	@$(SPEAK)

%.mo: %.po
	@$(RUN) -m babel.messages.frontend --quiet compile --input-file $< --output-file $@

catalogues: $(DEV)
	@DJANGO_SETTINGS_MODULE=tests.settings $(RUN) -W ignore::RuntimeWarning manage.py catalogues $(ARGS)

# Benchmarks keep what they write as a server would: their figures are those of a disk.
bench: $(BENCH)
	@exec $(DEVSTACK) --data var/bench --processor -- $(RUN) manage.py bench $(ARGS)

check: $(DEV)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy $(FLOORS)
	$(VENV)/bin/lint-imports
	find templates $(FLOORS) -name '*.html' -exec $(VENV)/bin/djade --target-version 5.2 --check {} +
	$(VENV)/bin/deptry $(FLOORS) $(DEPTRY)
	$(VENV)/bin/bandit --quiet -ll -ii --skip B608,B308,B703,B611 --recursive $(FLOORS)
	DJANGO_SETTINGS_MODULE=tests.settings $(RUN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(RUN) manage.py check --deploy --fail-level WARNING

# Packages that the settings, the commands or the page templates name without importing them
# are no finding; one that is imported and not required is. The three belong to Celery's and
# the processor library's own interfaces and come in the version that those choose.
DEPTRY := --requirements-files requirements/base.in,requirements/demo.in,requirements/bench.in \
	--requirements-files-dev requirements/dev.in --ignore DEP002 \
	--per-rule-ignores "DEP001=moneyed,DEP003=kombu|moneyed|requests|urllib3" \
	--known-first-party onboarding --known-first-party marketplace \
	--known-first-party payouts --known-first-party tests

# Statements of SQL are composed of constants of ours, every value a parameter (B608, B611); what is
# marked safe has its reason beside it, which ruff asks for (B308, B703).

# A production's environment, with nothing real in it.
PRODUCTION := env DEBUG=no SECRET_KEY=checked-in-and-so-known-to-all-but-long-enough-for-a-check \
	FIELD_KEYS=check:bm9ib2R5IHNlYWxzIGFueXRoaW5nIHJlYWwgd2l0aCA= \
	FIELD_FINGERPRINT_KEY=bm9ib2R5IHNlYWxzIGFueXRoaW5nIHJlYWwgd2l0aCA= \
	ALLOWED_HOSTS=tallyline.example.com CSRF_TRUSTED_ORIGINS=https://tallyline.example.com \
	DATABASE_URL=postgresql://tallyline_web@db.example.com/tallyline \
	DATABASE_OWNER_URL=postgresql://tallyline@db.example.com/tallyline \
	BROKER_URL=redis://redis.example.com/0 CACHE_URL=redis://redis.example.com/1 \
	EMAIL_URL=smtp+tls://mail.example.com:587 STRIPE_API_KEY=sk_live_nobody \
	STRIPE_API_BASE=https://api.stripe.com STRIPE_WEBHOOK_SECRET=whsec_nobody

# The files agree with one another because each is compiled under the one below it. They name
# no index, and every package comes with its hashes. uv is needed for this target alone.
PIN := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header
pins:
	$(PIN) requirements/base.in -o requirements/base.txt
	$(PIN) requirements/demo.in -c requirements/base.txt -o requirements/demo.txt
	$(PIN) requirements/dev.in -c requirements/demo.txt -o requirements/dev.txt
	$(PIN) requirements/bench.in -c requirements/dev.txt -o requirements/bench.txt

clean:
	rm -rf $(VENV) var/bench staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(VENV)/.has-%: | $(VENV)/bin/python
	@set=$*; file=requirements/$${set%-*}.txt; \
	echo "Installing $$file (once)…" >&2; \
	$(PYTHON) -m pip --python $(RUN) install --quiet --disable-pip-version-check --no-input \
		--root-user-action=ignore --no-deps --require-hashes --only-binary :all: \
		--no-binary django-hordak -r $$file >&2
	@touch $@

# --without-pip needs no ensurepip, which Debian packs apart; the system's pip does the work.
$(VENV)/bin/python:
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed. Example: make demo PYTHON=/usr/bin/python3.11" >&2; \
		exit 2; }
	@$(PYTHON) -c 'import pip, sys; v = pip.__version__.split("."); \
		sys.exit((int(v[0]), int(v[1])) < (22, 3))' 2>/dev/null || { \
		echo "pip 22.3 or newer is needed for $(PYTHON). Debian: apt-get install python3-pip" >&2; \
		exit 2; }
	@$(PYTHON) -m venv --clear --without-pip $(VENV) >&2
