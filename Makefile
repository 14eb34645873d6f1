# Two commands: make run, make test. Each is complete by itself.
VENV   := .venv
PY     := $(VENV)/bin/python
# newest first; any Python from 3.11 on will do
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3.14 python3; do \
            if command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
            then echo $$p; break; fi; done)
UV     := $(shell command -v uv 2>/dev/null)
ARGS   ?=
export UV_PYTHON_DOWNLOADS := never

.PHONY: help run test lint verify bench lock clean
.DEFAULT_GOAL := help

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/.core-installed  ## install, then the main comparison; ARGS="company=bank study=quick"
	@$(VENV)/bin/cxsim $(ARGS)

test: $(VENV)/.dev-installed  ## install, then all tests
	@$(PY) -m pytest -n 2 --dist worksteal $(ARGS)

lint: $(VENV)/.dev-installed  ## style and types
	@$(PY) -m ruff check .
	@$(PY) -m mypy

verify: $(VENV)/.core-installed  ## checks against closed forms and evidence
	@$(VENV)/bin/cxsim verify $(ARGS)

bench: $(VENV)/.dev-installed  ## speed, as ratios
	@$(VENV)/bin/cxsim bench $(ARGS)

lock:  ## renew the lock files (needs uv)
	@test -n "$(UV)" || { echo "make lock needs uv: https://docs.astral.sh/uv"; exit 2; }
	@uv pip compile -q --no-config --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.lock
	@uv pip compile -q --no-config --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:  ## remove what the project made, results excepted
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.venv-made:
	@test -n "$(PYTHON)" || { echo "cxsim needs Python 3.11 or newer; on Debian or Ubuntu: apt install python3 python3-venv"; exit 2; }
	@if [ -x $(PY) ]; then :; \
	elif [ -n "$(UV)" ]; then uv venv -q --python $(PYTHON) $(VENV); \
	elif $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null; then \
	  $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 2; }; \
	else echo "Python's venv is missing; on Debian or Ubuntu: apt install python3-venv"; exit 2; fi
	@touch $@

# Every package comes with its hash; cxsim itself is linked, so that changes in the checkout count at once.
$(VENV)/.core-installed: $(VENV)/.venv-made requirements.lock pyproject.toml
	@echo "installing into $(VENV) (first time: about a minute)"
	@$(call install,--require-hashes -r requirements.lock)
	@$(call install,--no-deps -e .)
	@touch $@

$(VENV)/.dev-installed: $(VENV)/.venv-made requirements-dev.lock pyproject.toml
	@echo "installing into $(VENV) (first time: about a minute)"
	@$(call install,--require-hashes -r requirements-dev.lock)
	@$(call install,--no-deps -e .)
	@touch $@

define install
if [ -n "$(UV)" ]; then uv pip install -q --python $(PY) $(1); else $(PY) -m pip install -q --disable-pip-version-check $(1); fi
endef
