PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement
# For every platform and every Python from 3.11 on, whatever this one is
COMPILE := $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --custom-compile-command "make requirements"

.PHONY: run test quick admin lint bench pictures requirements

run: .venv/installed var/static/collected
	@exec $(BIN)/python -m similarco_site.start

test: .venv/installed-dev
	@$(BIN)/python -m tests.run $(ARGS)

quick: lint
	@$(BIN)/python -m tests.run --quick $(ARGS)

admin: .venv/installed
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py createsuperuser

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@# A line's end after marked text would show as a blank, so parts/pieces.html keeps having none
	$(BIN)/djade --target-version 5.2 --check $(shell find templates -name '*.html' ! -path templates/parts/pieces.html)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python manage.py makemigrations --check --dry-run

bench: .venv/installed-dev
	@$(BIN)/python benchmarks/run.py

pictures: .venv/installed-dev var/static/collected
	@$(BIN)/python benchmarks/pictures.py $(ARGS)

# Keeps every version that still fits; to raise one that requirements.in does not name: ARGS="--upgrade-package idna"
requirements: .venv/installed-dev
	$(COMPILE) $(ARGS) --output-file requirements.txt requirements.in
	$(COMPILE) $(ARGS) --output-file requirements-dev.txt requirements-dev.in
	$(COMPILE) $(ARGS) --output-file requirements-spark.txt requirements-spark.in

.venv/installed: requirements.txt
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
		{ echo "SimilarCo needs Python 3.11 or newer. Name one: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || \
		{ echo "This Python cannot make virtual environments. On Debian: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(INSTALL) requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	@$(INSTALL) requirements-dev.txt
	@touch $@

# Training and scoring on Apache Spark, which no site needs; Java comes from the system
.venv/installed-spark: .venv/installed requirements-spark.txt
	@$(INSTALL) requirements-spark.txt
	@touch $@

var/static/collected: .venv/installed $(shell find static -type f)
	@$(BIN)/python -m similarco_site.collecting
