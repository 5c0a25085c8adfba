# Everything that one does with Anteroom. Each target but help is a script of the same name in scripts/.
.DEFAULT_GOAL := help
.PHONY: help run test dev check e2e bench screenshots build

help: ## list the targets
	@sed -n 's/^\([a-z0-9]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

run: ## set up, build, and serve with demo data on http://127.0.0.1:3000
	@scripts/run

test: ## set up, and run everything; ends with "N passed, N failed"
	@scripts/test

dev: ## serve with hot reload (cargo leptos watch)
	@scripts/dev

check: ## the fast loop: formatting, clippy, unit tests
	@scripts/check

e2e: ## browser tests only
	@scripts/e2e

bench: ## measure the release executable; prints, and writes docs/benchmarks/RESULTS.md
	@scripts/bench

screenshots: ## every page at 320, 768 and 1280 px, light and dark, into screenshots/
	@scripts/screenshots

build: ## the release executable
	@scripts/setup run && scripts/build release
