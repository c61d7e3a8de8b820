# Every target works in its own virtual environment; VENV=/elsewhere puts it elsewhere.
VENV ?= .venv
PYTHON ?= python3
BIN = $(VENV)/bin
STAMP = $(VENV)/.installed

.PHONY: help install test test-all lint format check bench frozen demo clean

help:
	@echo "make install | demo | test | lint | check (lint + test) | format | bench DATA=... | frozen DATA=... | clean"
	@echo "make test-all: the tests on each of Python $(PYTHONS) that is found; PYTHONS=3.13 for one of them"

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -e '.[test]' -c constraints.txt
	-$(BIN)/python -m compileall -q $(VENV)/lib # each later start is seconds faster
	touch $@

demo: $(STAMP)
	mkdir -p build
	$(BIN)/claimcheck report fixtures/seeds --exit-zero --output-format text --output-format html=build/report.html

test: $(STAMP)
	$(BIN)/python -m pytest

# The tests on each of these that is found, each in an environment of its own. On Linux each holds PyTorch: gigabytes.
PYTHONS ?= 3.11 3.12 3.13
test-all:
	@passed= failed= missing=; \
	for version in $(PYTHONS); do \
		python=$$(.ci/find-python $$version) || { missing="$$missing $$version"; continue; }; \
		echo "== Python $$version: $$python"; \
		if $(MAKE) --no-print-directory test VENV='$(VENV)'-$$version PYTHON="$$python"; \
		then passed="$$passed $$version"; else failed="$$failed $$version"; fi; \
	done; \
	echo "== tests passed on Python:$${passed:- none}; failed on:$${failed:- none}; not found:$${missing:- none}"; \
	[ -z "$$failed" ] && [ -n "$$passed" ]

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff check --fix .

check: lint test

# The figures of benchmarks/RESULTS.md; DATA is the folder of the development sets.
DATA ?= ../shared/data
bench: $(STAMP)
	$(BIN)/python -m benchmarks.gold fixtures/gold/seeds.yaml
	@for file in $$(grep -l -e '"--data"' benchmarks/*.py | grep -v -e _training -e /gold); do \
		module=benchmarks.$$(basename $$file .py); \
		echo "== $$module"; $(BIN)/python -m $$module --data $(DATA) || exit 1; done

# That no output changes while code moves; FROZEN=--write stores what it is now.
frozen: $(STAMP)
	$(BIN)/python -m benchmarks.frozen --data $(DATA) $(FROZEN)

clean:
	rm -rf $(VENV) $(VENV)-3.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build
