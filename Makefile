# make demo and make test do all the set-up themselves, in an empty checkout too. Any Python from 3.10 to 3.13: make PYTHON=python3.12 …
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/ready
PAGE := runs/demo/report.html
DEMO_SOURCES := $(shell find configs data seeds scripts src models/actorstance-minilm -name '*.py' -o -name '*.yaml' -o -name '*.jsonl' -o -name '*.txt' \
	-o -name '*.j2' -o -name '*.css' -o -name '*.safetensors')

.PHONY: help setup demo release test lint types format clean
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1  /p' $(MAKEFILE_LIST) | awk '{printf "  make %-8s", $$2; $$1 = $$2 = ""; print $$0}'

demo: $(PAGE) ## train and evaluate a small model, read the seed article with the released one: runs/demo/report.html
	@echo "The page: $(PAGE)"

# Made again only when something that it is made of has changed.
$(PAGE): $(DEMO_SOURCES) | $(READY)
	$(RUN) scripts/demo.py

# For a GPU: on one NVIDIA H100 three teachers took two minutes side by side, two students seven and a half. The teachers' encoder comes from the Hub.
# How long the other steps took on two cores stands in their configurations (configs/experiment).
release: $(READY) ## retrain the released checkpoint; the public corpora lie in ACTORSTANCE_CORPORA (default data/public)
	for seed in 1 2 3; do $(RUN) scripts/train.py experiment=teacher training.seed=$$seed output=models/teacher-$$seed || exit; done
	$(RUN) scripts/soup.py 'checkpoints=[models/teacher-1,models/teacher-2,models/teacher-3]' output=models/teacher
	$(RUN) scripts/train.py experiment=distilled
	for seed in 1 2 3; do $(RUN) scripts/train.py experiment=finished training.seed=$$seed output=models/finished-$$seed || exit; done
	$(RUN) scripts/soup.py 'checkpoints=[models/finished-1,models/finished-2,models/finished-3]' output=models/finished
	for seed in 1 2 3; do $(RUN) scripts/train.py experiment=continued training.seed=$$seed output=models/continued-$$seed || exit; done
	$(RUN) scripts/soup.py 'checkpoints=[models/continued-1,models/continued-2,models/continued-3]' output=models/continued
	for seed in 1 2 3; do $(RUN) scripts/train.py experiment=drilled training.seed=$$seed output=models/drilled-$$seed || exit; done
	$(RUN) scripts/soup.py 'checkpoints=[models/drilled-1,models/drilled-2,models/drilled-3]' output=models/drilled
	for seed in 1 2 3; do $(RUN) scripts/train.py experiment=rehearsed training.seed=$$seed output=models/rehearsed-$$seed || exit; done
	$(RUN) scripts/soup.py 'checkpoints=[models/rehearsed-1,models/rehearsed-2,models/rehearsed-3]' output=models/rehearsed
	$(RUN) scripts/release.py

test: $(READY) ## all tests, offline
	$(RUN) -m pytest -n auto --dist worksteal

lint: $(READY) ## ruff: style and format
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .

types: $(READY) ## mypy, strict
	$(RUN) -m mypy

format: $(READY) ## ruff: mend what can be mended
	$(RUN) -m ruff check --fix-only --quiet .
	$(RUN) -m ruff format .

setup: $(READY) ## only the set-up: .venv with everything in it

clean: ## remove .venv, caches and runs/; models/ stays
	rm -rf $(VENV) runs outputs multirun dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# torch first and by itself, so that a broken download of the largest part shows early.
$(READY): pyproject.toml constraints.txt
	@echo "Setting up $(VENV) (some minutes the first time) …"
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install -q --disable-pip-version-check -c constraints.txt torch
	@$(RUN) -m pip install -q --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@
