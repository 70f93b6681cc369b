#!/usr/bin/env bash
# Builds everything and runs every test. The same command serves people and CI.
#   ./test.sh                 all tests
#   ./test.sh --screenshots   also leaves pictures of each page in artifacts/screenshots
#   ./test.sh --postgres-screens   the tests of the screens alone, on PostgreSQL
# Its last line is "N passed, N failed, N skipped"; it fails when anything failed or nothing ran.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
export DEBIAN_FRONTEND=noninteractive

only=()
for argument in "$@"; do
  case $argument in
    --screenshots) export CRM_SCREENSHOTS=1 ;;
    --postgres-screens)
      export CRM_TEST_DATABASE=postgres
      only=(-- --filter-namespace '*EndToEnd.Tests.Pages' --filter-namespace '*EndToEnd.Tests.Activities') ;;
    *) echo "test.sh: unknown option $argument (known: --screenshots, --postgres-screens)" >&2; exit 2 ;;
  esac
done

scratch=$(mktemp -d)
postgres_dir=
finish() {
  [ -z "$postgres_dir" ] || tests/postgres.sh stop "$postgres_dir" >/dev/null 2>&1
  rm -rf "$scratch"
}
trap finish EXIT

# What hosts under test log as errors; shown when a test failed.
export CRM_TEST_FAULTS=$scratch/faults.log

say() { printf '\n== %s\n' "$*"; }

# The tests need a browser and a database server; as root they are installed when they are missing.
find_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }
find_chromium() { command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null; }
install_needs() {
  local missing=()
  find_chromium || missing+=(chromium-headless-shell)
  find_postgres || missing+=(postgresql)
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests need: ${missing[*]}. Install them first, on Debian: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    return 1
  fi
  say "Installing ${missing[*]}"
  # No default cluster: the tests start a server of their own.
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$scratch/apt.log" 2>&1 ||
    { tail -n 20 "$scratch/apt.log" >&2; return 1; }
}

check_tools() {
  command -v dotnet >/dev/null || { echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com" >&2; return 1; }
  command -v node >/dev/null || { echo "Node.js 20 or newer is needed to build the front-end assets." >&2; return 1; }
}

passed=0 failed=0 skipped=0
closing_line() { echo "$passed passed, $failed failed, $skipped skipped"; }

count_of() { grep -Eo "^ *$1: [0-9]+" "$2" | tail -n 1 | grep -Eo '[0-9]+'; }

run_project() {
  local name log status
  name=$(basename "$1")
  log="$scratch/$name.log"
  say "$name"
  dotnet test --project "$1" --no-build --no-progress "${only[@]}" 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  local f s k
  f=$(count_of failed "$log"); s=$(count_of succeeded "$log"); k=$(count_of skipped "$log")
  passed=$((passed + ${s:-0})); failed=$((failed + ${f:-0})); skipped=$((skipped + ${k:-0}))
  # A runner that died before its summary is a failure too, whatever it had counted.
  if [ "$status" != 0 ] && [ "${f:-0}" = 0 ]; then
    failed=$((failed + 1))
    echo "$name ended with code $status before it could count its tests." >&2
  fi
}

# One compiler for all projects, which is half of the time of starting one for each; it does not outlive the build.
build() {
  local status
  dotnet build CrmPlatform.sln -v quiet -p:UseSharedCompilation=true
  status=$?
  dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1
  return "$status"
}

main() {
  check_tools && install_needs || return 1
  say "Building"
  build || return 1
  postgres_dir=$scratch/postgres
  CRM_TEST_POSTGRES=$(tests/postgres.sh start "$postgres_dir") || { postgres_dir=; return 1; }
  export CRM_TEST_POSTGRES
  local project
  for project in tests/*.Tests; do
    [ ${#only[@]} = 0 ] || [ "$project" = tests/CrmPlatform.EndToEnd.Tests ] || continue
    run_project "$project"
  done
}

main
status=$?
[ "$status" = 0 ] || failed=$((failed + 1))
if [ "$((passed + failed))" = 0 ]; then
  echo "No test ran." >&2
  failed=1
fi
if [ "$failed" != 0 ] && [ -s "$CRM_TEST_FAULTS" ]; then
  say "Faults that the hosts under test logged (some are provoked)"
  tail -c 40000 "$CRM_TEST_FAULTS"
fi
echo
closing_line
[ "$failed" = 0 ]
