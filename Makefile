# The only commands that CI and the README call. Each installs and builds what it needs.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export DEMO_PATH
.PHONY: help setup build demo check check-sdk check-plugin check-format test soak lint lint-scripts lint-python lint-docs docs bench bench-life
.PHONY: bench-check pack install template clean

export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
# The terminal logger shows nothing of tests.
export MSBUILDTERMINALLOGGER := off
# Profiling code at run time pays only in long runs.
export DOTNET_TieredPGO := 0
CONFIGURATION ?= Release
TEST := dotnet test --configuration $(CONFIGURATION) --verbosity quiet --logger "console;verbosity=minimal"
DVP := artifacts/bin/dvp
# dvp init gives away the repository's build settings too.
DVP_SOURCES := $(shell find sdk tests/Directory.Build.props \
	Directory.Build.props Directory.Packages.props global.json .editorconfig .gitignore -type f)
SCRIPTS = $(shell git ls-files --cached --others --exclude-standard '*.sh' .ci/run)

help: ## Shows this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-11s %s\n", $$1, $$2 }'

setup: ## Installs the programs that are missing (rsync, ssh, expect, btrfs-progs, linters), with apt where it may
	@build/setup.sh

build: setup ## Builds everything; leaves the command line at artifacts/bin/dvp
	@dotnet build DirectoryPlugin.sln --configuration $(CONFIGURATION) --verbosity quiet
	@$(MAKE) --no-print-directory $(DVP)

$(DVP): $(DVP_SOURCES) | setup
	@dotnet publish sdk/Delphix.Virtualization.Tools --configuration $(CONFIGURATION) --verbosity quiet --output artifacts/bin
	@touch $@

demo: $(DVP) ## Runs a directory tree's whole life on real files; DEMO_PATH=/some/dir takes a copy of that directory; KEEP=1 leaves the engine
	@$(DVP) demo $${DEMO_PATH:+--path "$$DEMO_PATH"} $(if $(KEEP),--keep)

check: setup ## Runs the quick tests, which need neither mounts nor sshd, and lints: under 40 seconds after a build
	@dotnet build DirectoryPlugin.sln --configuration $(CONFIGURATION) --verbosity quiet
	@$(MAKE) --no-print-directory --jobs --output-sync check-sdk check-plugin check-format lint-scripts lint-python

# All but the random tests, and the examples in the documentation, which are compiled.
check-sdk:
	@$(TEST) tests/Delphix.Virtualization.Tests --no-build --filter "FullyQualifiedName!~Fuzzing&FullyQualifiedName!~ExampleTests"

# What the plugin decides.
check-plugin:
	@$(TEST) tests/DirectoryPlugin.Tests --no-build --filter "FullyQualifiedName!~DirectoryPlugin.Tests.Scripts&FullyQualifiedName!~EngineLife"

# The build has checked style; this checks the rest of what dotnet format does, without loading the projects.
check-format:
	@dotnet format whitespace . --folder --verify-no-changes --exclude artifacts sdk/Delphix.Virtualization.Tools/Init/Template

test: setup ## Runs all tests, with coverage in artifacts/coverage; installs PostgreSQL for some of them
	@build/setup.sh postgresql
	@rm -rf artifacts/coverage
	@dotnet build DirectoryPlugin.sln --configuration $(CONFIGURATION) --verbosity quiet
	@$(TEST) DirectoryPlugin.sln --no-build --collect "XPlat Code Coverage" --results-directory artifacts/coverage

soak: setup ## Syncs a thousand rounds of random changes, kills 200 jobs, and does 100 sequences of random operations; DVP_SOAK_SEED for others
	@DVP_SOAK_ROUNDS=$${DVP_SOAK_ROUNDS:-1000} $(TEST) tests/DirectoryPlugin.Tests --filter FullyQualifiedName~SyncRandomTests
	@DVP_SOAK_KILLS=$${DVP_SOAK_KILLS:-200} DVP_SOAK_SEQUENCES=$${DVP_SOAK_SEQUENCES:-100} \
		$(TEST) tests/EndToEnd --filter "FullyQualifiedName~KilledWorkflowTests|FullyQualifiedName~RandomOperationsTests"

lint: setup ## Checks format, style, scripts, Python, and the documentation: its links, its C# examples, its glossary
	@dotnet build DirectoryPlugin.sln --configuration $(CONFIGURATION) --verbosity quiet
	@Configuration=$(CONFIGURATION) dotnet format DirectoryPlugin.sln --no-restore --verify-no-changes
	@$(MAKE) --no-print-directory lint-scripts lint-python lint-docs

lint-scripts:
	@shellcheck --external-sources $(SCRIPTS)
	@shfmt --diff --indent 4 --case-indent $(SCRIPTS)

# Types in full; what the tests stand in for is checked with it. setup.cfg says how.
lint-python:
	@flake8 sdk/Delphix.Virtualization.Bridge/python tests/Delphix.Virtualization.Bridge.Tests/python
	@mypy --no-error-summary

# A dead link, an example that does not compile, a generated block that is not as the code is.
lint-docs:
	@$(TEST) tests/Delphix.Virtualization.Tests --no-build --filter FullyQualifiedName~Documentation

docs: ## Rewrites the parts of docs/reference that come from the code
	@for project in Delphix.Virtualization.Tests Delphix.Virtualization.Tools.Tests; do \
		DVP_WRITE_DOCS=1 dotnet test tests/$$project --configuration $(CONFIGURATION) --verbosity quiet \
			--filter FullyQualifiedName~Documentation; done

bench: $(if $(BENCH),setup,bench-life) ## Measures the SDK and a dataset's life, each with its baseline; BENCH="--filter *Dispatch*" for a part of the SDK alone
	@dotnet run --project benchmarks --configuration Release -- --artifacts artifacts/benchmarks $(or $(BENCH),--filter "*")

bench-life: $(DVP) ## Measures a dataset's life through dvp beside bare rsync; LIFE="--rounds 1 --only resync" for a part of it
	@dotnet run --project benchmarks --configuration Release -- life $(LIFE)

bench-check: $(DVP) ## Measures a dataset's life, and fails when something takes longer than its limit
	@dotnet run --project benchmarks --configuration Release -- life --check $(LIFE)

pack: setup ## Writes all packages, with symbols, to artifacts/packages, and makes a plugin of nothing else
	@rm -rf artifacts/packages
	@SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct 2>/dev/null || date +%s) \
		dotnet pack build/packages.slnf --configuration Release --verbosity quiet --output artifacts/packages \
		-p:ContinuousIntegrationBuild=true -p:ArtifactsPath=$(CURDIR)/artifacts/pack
	@build/check-packages.sh artifacts/packages

install: pack ## Puts dvp on the PATH as a .NET tool
	@dotnet tool uninstall --global Delphix.Virtualization.Tools >/dev/null 2>&1 || true
	@dotnet tool install --global --add-source artifacts/packages Delphix.Virtualization.Tools

template: pack ## Has dotnet new make plugins too: dotnet new delphix-plugin
	@dotnet new install --force artifacts/packages/Delphix.Virtualization.Templates.*.nupkg

clean: ## Removes all that was built
	@rm -rf artifacts
