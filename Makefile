# Everything a developer runs. The virtual environment is made on demand: Python 3.11 or newer is all that is needed.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DEMO   := out/demo
# Tests run on as many workers as there are cores.
PYTEST := $(BIN)/python -m pytest -n auto

.PHONY: demo test check bench soak samples golden clean

demo: $(VENV)/.installed
	$(BIN)/converter convert "sample_reports/week-1/Building (everything).xml" sample_reports/viewpoints sample_reports/models/IFC4 -o $(DEMO) --project-id 12345
	$(BIN)/converter convert sample_reports/ifcclash/Building.json sample_reports/models/IFC4 -o $(DEMO)-drawn --project-id 12345 --bim-file Building.ifc
	@echo
	@echo "Open $(DEMO)/report.html in a browser, and $(DEMO)-drawn/report.html: a report without pictures, drawn from its models."

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

soak: $(VENV)/.installed-dev
	HYPOTHESIS_PROFILE=soak $(PYTEST)

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
	rm -rf $(VENV) out build dist
