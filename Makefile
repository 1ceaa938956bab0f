BUILD   := pkg/cli/build.go
VERSION := $(shell sed -n 's/^const version = "\(.*\)"$$/\1/p' $(BUILD))
$(if $(VERSION),,$(error $(BUILD) has no line that says the version))
# A source archive has no commit, even where it lies inside somebody else's repository.
GIT     := $(if $(wildcard .git),git,:)
COMMIT  ?= $(shell $(GIT) rev-parse -q --verify HEAD 2>/dev/null)
# The commit's date, not today's, so that the same commit always builds the same bytes.
DATE    ?= $(shell TZ=UTC $(GIT) log -1 --date=format-local:%Y-%m-%dT%H:%M:%SZ --format=%cd 2>/dev/null)

BIN     := bin/confcall
PACKAGE := confcall/$(patsubst %/,%,$(dir $(BUILD)))
# Functions on 8 bytes, not 32, make the file a hundredth smaller, and nothing slower that was measured.
LDFLAGS := -s -w -buildid= -funcalign=8 -X $(PACKAGE).commit=$(COMMIT) -X $(PACKAGE).date=$(DATE)

SAMPLE  := participant get --conference 7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001 --call 2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1002

PREFIX  ?= /usr/local
# What is installed beside the program: man pages, completions, licences.
SHARE   := bin/share
# Where releases are downloaded from. Whoever publishes them says so.
RELEASES ?= https://confcall.example/releases

.PHONY: build test test-fast test-race mutate fuzz demo bench share docs install uninstall release-notes snapshot version

build:
	CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags '$(LDFLAGS)' -o $(BIN) .

# A test may wait for others rather than for a processor, so more run at once than there are of these. .ci/run vets.
GOTEST  := go test -vet=off -parallel 8 -timeout 60m
# What has no processes, terminals and hostile tables: unit tests, and the sessions, most of which run in workers.
FAST    := ./cmd/... ./pkg/... ./packaging/... ./acceptance/scripts

test:
	$(GOTEST) ./...

test-fast:
	$(GOTEST) $(FAST)

# Where several things happen at once, with the race detector, which needs a C compiler. The tables in hostile, the pages in
# repo and the clients say nothing about races that these do not, and take several times as long with it: they run without.
test-race:
	CGO_ENABLED=1 $(GOTEST) -race $(FAST) ./acceptance/network ./acceptance/terminal
	$(GOTEST) ./acceptance/clients ./acceptance/hostile ./acceptance/repo

# Changes the packages that decide one place at a time, and lists what no test notices: all of them before a release, and those
# on changed lines in CI, as in: make mutate MUTATE='-since main -within 2m', or one package: MUTATE='-only pkg/condition'.
mutate:
	@tool=$$(mktemp) && trap 'rm -f "$$tool"' EXIT && go build -C .ci -o "$$tool" ./mutate && "$$tool" $(MUTATE)

# Each target for FUZZTIME, ten seconds unless told otherwise, as in: make fuzz FUZZTIME=5m
fuzz:
	FUZZTIME=$(FUZZTIME) .ci/fuzz

demo: build
	@echo '$$ confcall --sandbox $(SAMPLE)'
	@$(BIN) --sandbox $(SAMPLE)
	@echo
	@echo '$$ confcall --sandbox $(SAMPLE) -o json'
	@$(BIN) --sandbox $(SAMPLE) -o json

# Compares with curl, jq, wrk and bare programs, and writes the tables of docs/performance.md. It takes a while.
bench:
	bench/run -runs $(or $(RUNS),100)

share:
	go run -buildvcs=false ./packaging/gen share $(SHARE)

# The pages in docs/reference come from the commands; run this when a command, a flag or a help text has changed.
docs:
	go run -buildvcs=false ./packaging/gen reference docs/reference

# Below PREFIX; DESTDIR is for those who make packages. The shell takes both from the environment, so that they may hold
# blanks and quotes.
install uninstall: export PREFIX := $(PREFIX)
install uninstall: export DESTDIR := $(DESTDIR)

install: build share
	packaging/install $(BIN) $(SHARE) "$$PREFIX" "$$DESTDIR"

uninstall:
	packaging/install --remove "$$PREFIX" "$$DESTDIR"

version:
	@echo '$(VERSION)'

# The section of the changelog for this version.
release-notes:
	@awk '/^## / { on = index($$0, "## [$(VERSION)]") == 1; next } on' CHANGELOG.md | sed '/./,$$!d'

# All that a release is made of, in bin/dist. Once bin/goreleaser is built it needs no network.
snapshot: share bin/goreleaser
	go build -buildvcs=false -o bin/gen ./packaging/gen
	VERSION='$(VERSION)' LDFLAGS='$(LDFLAGS)' RELEASES='$(RELEASES)' bin/goreleaser release --snapshot --clean --config packaging/goreleaser.yaml
	bin/gen manifests bin/dist '$(RELEASES)'
	mkdir -p bin/dist/image/amd64 bin/dist/image/arm64
	cp bin/dist/confcall_linux_amd64_v1/confcall bin/dist/image/amd64/
	cp bin/dist/confcall_linux_arm64_v8.0/confcall bin/dist/image/arm64/
	cp packaging/Dockerfile $(SHARE)/doc/confcall/LICENSE $(SHARE)/doc/confcall/LICENSES-OF-LIBRARIES bin/dist/image/
	go -C .ci/release-tools run ./certificates >bin/dist/image/ca-certificates.crt

# It takes minutes, as goreleaser has many libraries.
bin/goreleaser: .ci/release-tools/go.mod
	go build -C .ci/release-tools -buildvcs=false -o '$(CURDIR)/$@' github.com/goreleaser/goreleaser/v2
