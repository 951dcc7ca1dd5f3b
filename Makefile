# Everything a developer runs. The virtual environment is made on demand: Python 3.11 or newer is all that is needed.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# How long the random soak of publishing goes on, in seconds.
SOAK_SECONDS ?= 300
# Tests run on as many workers as there are cores.
PYTEST := $(BIN)/python -m pytest -n auto

.PHONY: demo test check bench soak samples golden clean

demo: $(VENV)/.installed
	@$(BIN)/python sample_reports/demo.py out

test: $(VENV)/.installed-dev
	$(PYTEST)

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) tests/docs

bench: $(VENV)/.installed-dev
	$(BIN)/python -m bench

# 60 issues in every fault case, some minutes of random weeks on each database, new examples for every law.
soak: $(VENV)/.installed-dev
	HYPOTHESIS_PROFILE=soak CONVERTER_TEST_ISSUES=60 CONVERTER_SOAK_SECONDS=$(SOAK_SECONDS) $(PYTEST)

samples: $(VENV)/.installed-dev
	$(BIN)/python sample_reports/make.py

golden: $(VENV)/.installed-dev
	$(BIN)/python -m pytest tests --update-golden

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[sandbox]"
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	@touch $@ $(VENV)/.installed

clean:
	@[ ! -f out/sandbox.pid ] || $(PYTHON) sample_reports/demo.py --stop out
	rm -rf $(VENV) out build dist
