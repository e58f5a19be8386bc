# The two commands of the README, `make run` and `make test`, do all the set-up that they need.

SHELL := /bin/bash

# A folder of your own is kept; without one, builds stay out of the project.
ifeq ($(strip $(CARGO_TARGET_DIR)),)
CARGO_TARGET_DIR := $(if $(HOME),$(HOME)/.cache/hangup/target,$(CURDIR)/target)
endif
export CARGO_TARGET_DIR
# Where rustup puts cargo, for a shell that has not heard of it yet.
export PATH := $(HOME)/.cargo/bin:$(PATH)

RUST_MIN := $(shell sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
CALL ?= examples/callback.txt
SOUND ?= examples/callback.wav
XTASK := cargo run --quiet --release --locked --package xtask --
PREDICTIONS := $(CARGO_TARGET_DIR)/predictions.jsonl

# Defines `install PACKAGE` for a recipe: by apt-get, as root or by sudo.
define INSTALL
as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
	install() { \
		if ! command -v apt-get >/dev/null || ! command -v $${as_root:-env} >/dev/null; then \
			echo "Please install $$1; here is no apt-get, or no sudo to run it." >&2; \
			return 1; \
		fi; \
		echo "Installing $$1"; \
		$$as_root apt-get update -q || true; \
		$$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q "$$1"; \
	}
endef

.PHONY: help run test tools test-tools format lint tidy tests interface generated exchange docs \
	compare fuzz

help:
	@echo 'make run           build Hangup, judge examples/callback.txt (CALL=FILE for another), and'
	@echo '                   listen to examples/callback.wav (SOUND=FILE) with the speech model'
	@echo 'make test          everything that must hold before a change goes in, in this order:'
	@echo '  make format      cargo fmt --check'
	@echo '  make lint        clippy, warnings are errors'
	@echo '  make tidy        the house style (STYLE.md)'
	@echo '  make tests       all tests'
	@echo '  make generated   generated files are current'
	@echo '  make exchange    published programs read the files that leave a case'
	@echo '  make docs        the documentation of the code, without warnings'
	@echo 'make test-tools    what some tests need and are skipped without: Chromium, npm, PostgreSQL'
	@echo 'make interface     every endpoint, asked what its description allows and what not'
	@echo 'make compare       Hangup beside words and sentence embeddings: corpus/COMPARISON.md'
	@echo 'make fuzz          what strangers send, made up from coverage; FUZZ_SECONDS=60 a target'
	@echo 'Builds go to CARGO_TARGET_DIR, here $(CARGO_TARGET_DIR)'

run: tools
	cargo build --release --locked --package cli
	"$(CARGO_TARGET_DIR)/release/hangup" check $(CALL)
	@echo
	@if "$(CARGO_TARGET_DIR)/release/hangup" model install; then \
		"$(CARGO_TARGET_DIR)/release/hangup" listen $(SOUND) --plain; \
	else \
		echo 'Without the speech model Hangup judges what was written, and cannot listen.' >&2; \
	fi

# One after the other, also under `make -j`: each is cheaper than the next, and the first that fails
# should be the only one that speaks.
test: tools
	@$(MAKE) --no-print-directory format
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory tidy
	@$(MAKE) --no-print-directory tests
	@$(MAKE) --no-print-directory generated
	@$(MAKE) --no-print-directory exchange
	@$(MAKE) --no-print-directory docs

format:
	cargo fmt --all --check

lint:
	cargo clippy --workspace --all-targets --locked -- -D warnings

tidy:
	$(XTASK) tidy

# cargo-nextest does not run the examples in the documentation, so cargo runs those.
# What needs the speech model skips itself, and says so, where it cannot be fetched.
tests:
	@cargo run --quiet --locked --package cli -- model install || \
		echo 'Without the speech model, tests named slow_ are skipped.'
	@if cargo nextest --version >/dev/null 2>&1; then \
		set -ex; \
		cargo nextest run --workspace --locked; \
		cargo test --doc --workspace --locked; \
	else \
		set -ex; \
		cargo test --workspace --locked; \
	fi

# Not a part of `make test`. With schemathesis from PyPI; where that cannot be had, this says so and
# checks nothing.
interface:
	@test -x "$(CARGO_TARGET_DIR)/debug/hangup" || cargo build --locked --package cli
	scripts/api-fuzz.sh

generated:
	$(XTASK) docs --check
	$(XTASK) scores --check

# The readers live in a folder of their own beside the builds and are fetched once for each set of
# versions. Without python3 and pip, or without a network, this is skipped, except by .ci/run.
READERS := scripts/exchange/requirements.txt
EXCHANGE := $(CARGO_TARGET_DIR)/exchange-$(shell cksum < $(READERS) | cut -d' ' -f1)
exchange:
	@set -e; \
	if [ ! -e "$(EXCHANGE)/ready" ]; then \
		rm -rf "$(EXCHANGE)"; \
		mkdir -p "$(CARGO_TARGET_DIR)"; \
		if ! python3 -m pip --version >/dev/null 2>&1 || \
			! python3 -m pip install --quiet --disable-pip-version-check --no-input \
				--target "$(EXCHANGE)" -r $(READERS); then \
			echo 'Skipped: published readers of STIX and MISP need python3, pip and a network.' >&2; \
			[ -z "$$HANGUP_SKIP_NOTHING" ]; exit; \
		fi; \
		touch "$(EXCHANGE)/ready"; \
	fi; \
	PYTHONPATH="$(EXCHANGE)" python3 -B scripts/exchange/check.py

docs:
	RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --locked

# Not a part of `make test`: it needs labelled calls and python3 with pip, and takes some minutes.
# What ships is compared, so the committed weights must be current. The comparison has builds of
# its own, lest it makes the project's dependencies rebuild.
compare: tools
	@rm -f "$(PREDICTIONS)"
	$(XTASK) scores --check --predictions "$(PREDICTIONS)"
	cd comparison && CARGO_TARGET_DIR="$(CARGO_TARGET_DIR)/comparison" cargo run --release --locked \
		-- --predictions "$(PREDICTIONS)" --write

# What libFuzzer needs of the compiler, by flags that stable Rust has; fuzz/README.md says more.
FUZZ_SECONDS ?= 60
FUZZ_TARGETS ?= transcript rule audiosocket twilio fork tool_log list event_xml hive prefetch task
FUZZ_DIR := $(CARGO_TARGET_DIR)/fuzz
FUZZ_FLAGS := --cfg fuzzing -Ccodegen-units=1 -Cpasses=sancov-module \
	-Cllvm-args=-sanitizer-coverage-level=4 \
	-Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
	-Cllvm-args=-sanitizer-coverage-pc-table \
	-Cllvm-args=-sanitizer-coverage-trace-compares
# What a target begins with; one that is not named here begins with nothing.
FUZZ_SEEDS_transcript := fuzz/seeds examples
FUZZ_SEEDS_rule := rules/said rules/callee
FUZZ_SEEDS_audiosocket := fuzz/line-seeds/audiosocket
FUZZ_SEEDS_twilio := fuzz/line-seeds/twilio
FUZZ_SEEDS_fork := fuzz/line-seeds/fork
FUZZ_SEEDS_tool_log := fuzz/machine-seeds/tool_log
FUZZ_SEEDS_list := fuzz/machine-seeds/list
FUZZ_SEEDS_event_xml := fuzz/machine-seeds/event_xml

# The flags are for the target alone: programs that run while it is built know nothing of them.
fuzz: tools
	@set -e; \
	host="$$(rustc -vV | sed -n 's/^host: //p')"; \
	CARGO_TARGET_DIR='$(FUZZ_DIR)' RUSTFLAGS='$(FUZZ_FLAGS)' cargo build --release --locked \
		--manifest-path fuzz/Cargo.toml --target "$$host"; \
	$(foreach target,$(FUZZ_TARGETS),\
		mkdir -p '$(FUZZ_DIR)/corpus/$(target)'; \
		echo 'Fuzzing $(target) for $(FUZZ_SECONDS) seconds'; \
		"$(FUZZ_DIR)/$$host/release/$(target)" -max_total_time=$(FUZZ_SECONDS) -max_len=8192 \
			-timeout=10 -rss_limit_mb=2048 -verbosity=0 -print_final_stats=1 \
			-artifact_prefix='$(FUZZ_DIR)/$(target)-' \
			'$(FUZZ_DIR)/corpus/$(target)' $(FUZZ_SEEDS_$(target));) true

# Rust and a C compiler for linking; for `hear` what builds whisper.cpp (a C++ compiler, cmake, and
# clang's library to bind it), ALSA's headers for the microphone, and pip, which fetches the speech
# model. Installed only where they are missing.
tools:
	@set -e; $(INSTALL); \
	command -v c++ >/dev/null || install build-essential; \
	command -v cmake >/dev/null || install cmake; \
	command -v clang >/dev/null || install clang; \
	find /usr/lib /usr/local/lib /lib -name 'libclang*.so*' 2>/dev/null | grep -q . || \
		install libclang-dev; \
	command -v pkg-config >/dev/null || install pkg-config; \
	pkg-config --exists alsa || install libasound2-dev; \
	python3 -m pip --version >/dev/null 2>&1 || install python3-pip; \
	if ! command -v cargo >/dev/null; then \
		command -v rustup >/dev/null || install rustup || { \
			echo 'Hangup needs Rust $(RUST_MIN) or newer, and this system has no package rustup.' >&2; \
			echo 'Please install rustup as its makers describe it, then run make again.' >&2; \
			exit 1; \
		}; \
		rustup default stable; \
	fi; \
	found="$$(rustc --version 2>/dev/null | cut -d' ' -f2)"; \
	oldest="$$(printf '%s\n' '$(RUST_MIN)' "$${found:-0}" | sort -V | head -n 1)"; \
	if [ "$$oldest" != '$(RUST_MIN)' ]; then \
		echo "Hangup needs Rust $(RUST_MIN) or newer; here is $${found:-none}." >&2; \
		echo 'Try: rustup default stable && rustup update stable' >&2; \
		echo '(a package rustc of the system is often too old; the package rustup is not)' >&2; \
		exit 1; \
	fi

# What some tests need beside that, and skip themselves without: a browser and its driver, npm,
# which fetches axe-core, and PostgreSQL. `.ci/run` installs them, `make test` does not.
test-tools: tools
	@set -e; $(INSTALL); \
	command -v chromium >/dev/null || install chromium; \
	command -v chromedriver >/dev/null || install chromium-driver; \
	command -v npm >/dev/null || install npm; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || install postgresql
