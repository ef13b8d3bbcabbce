# Everything a developer or CI runs. `make demo` and `make test` need nothing but Python 3.11 and make.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: setup spark conformance demo test check bench docs lock clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

# Apache Spark (456 MB) is for recipes on more than one machine; what needs it is skipped without it.
spark: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-spark.lock

conformance: spark
	$(BIN)/python -m pytest --numprocesses 0 tests/conformance

demo: setup
	$(BIN)/entracte demo

test: setup
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup

check: setup
	$(BIN)/ruff check src tests benchmarks docs
	$(BIN)/ruff format --check src tests benchmarks docs
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	$(BIN)/python -m benchmarks

docs: setup
	$(BIN)/python docs/generate.py

# The locks name no address: whoever installs decides where packages come from.
COMPILE := uv pip compile --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --prerelease if-necessary-or-explicit --quiet

lock: setup
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/$(COMPILE) --output-file requirements.lock pyproject.toml
	$(BIN)/$(COMPILE) --extra spark --constraint requirements.lock --output-file requirements-spark.lock pyproject.toml

clean:
	rm -rf .venv build src/*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
