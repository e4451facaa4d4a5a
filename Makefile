# galera-aks. The two commands: make lab (a region on this machine, with a database in it) and make test.

GO ?= go

.PHONY: help lab test drill bench lint down prepare

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

prepare: ## install and build what the lab needs
	@cd lab && $(GO) run ./cmd/prepare

lab: prepare ## bring up a three-zone region with a Galera cluster in it, and show it
	@bin/lab up

test: ## run every test, the lab stage included
	@cd lab && $(GO) run ./cmd/prepare -tests
	@$(GO) run ./lab/cmd/check

drill: lab ## break the region in every way there is, under load, and compare what came of it with what is promised
	@bin/lab drill

bench: prepare ## measure what the design promises as figures, with a region made anew, and write docs/benchmarks.md
	@bin/lab bench --write docs/benchmarks.md

lint: ## format, vet and lint
	@$(GO) run ./lab/cmd/check -only lint

down: ## remove the region from this machine
	@bin/lab down
