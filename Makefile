# The only set-up is Python 3.11+ and make. Every target makes what it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
YUNZHU_SHARED ?= ../shared
export YUNZHU_SHARED
# Kernels are measured and tested on one thread; workers set this for themselves too.
export OPENBLAS_NUM_THREADS = 1
export OMP_NUM_THREADS = 1

.PHONY: help demo test acceptance bench soak check format clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.installed-all: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,check,bench]'
	touch $@ $(VENV)/.installed

demo: $(VENV)/.installed ## build the simulated city, print its statistics and plan, then the real plan on published facts
	$(BIN)/yunzhu demo $(if $(DEMO_DIR),$(DEMO_DIR),demo-workspace)

test: $(VENV)/.installed-all ## the test suite (no shared data needed)
	$(BIN)/python -m pytest -n 2 --doctest-modules -m "not acceptance and not soak"

acceptance: $(VENV)/.installed-all ## one test per done-line, on YUNZHU_SHARED (default ../shared)
	@test -d "$(YUNZHU_SHARED)/data" || { echo "缺少 missing: $(YUNZHU_SHARED)/data (set YUNZHU_SHARED)"; exit 2; }
	$(BIN)/python -m pytest -m acceptance -v -o faulthandler_timeout=1800

bench: $(VENV)/.installed-all ## compare with pandas, DuckDB and python-aqi in one run; how often given odds came true
	$(BIN)/python benches/air.py
	$(BIN)/python benches/water.py
	$(BIN)/python benches/outlook.py
	$(BIN)/python benches/plan.py
	$(BIN)/python benches/ledgers.py
	$(BIN)/python benches/registers.py

soak: $(VENV)/.installed-all ## the long ones: most kills, most seeds
	$(BIN)/python -m pytest -m soak -v -o faulthandler_timeout=1800

check: $(VENV)/.installed-all ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed-all ## let ruff format and sort
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove what the targets made
	rm -rf $(VENV) demo-workspace demo-workspace-guangzhou
