#!/usr/bin/env bash
# Prints one JSON object a line. Figures are ratios against bare SQL in the same run; docs/performance.md explains them.
#   ./bench.sh                a million contacts on SQLite and PostgreSQL, a thousand idle tenants, templates
#   ./bench.sh --rows N       another number of contacts
#   ./bench.sh --tenants N    another number of tenants
#   ./bench.sh --only WHAT    sqlite, postgres, tenants or templates alone
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
scratch=$(mktemp -d)
trap 'tests/postgres.sh stop "$scratch/postgres" >/dev/null 2>&1 || true; rm -rf "$scratch"' EXIT
if [[ "$*" != *"--only templates"* ]]; then
  dotnet build -c Release -v quiet tests/CrmPlatform.Bench >&2
  # What is measured is the host as it is published.
  dotnet publish -c Release -v quiet src/Host -o "$scratch/host" >&2
  connection=$(tests/postgres.sh start "$scratch/postgres")
  dotnet run -c Release --no-build --project tests/CrmPlatform.Bench -- --host "$scratch/host/CrmPlatform.Host.dll" --postgres "$connection" "$@"
fi
if [[ "$*" != *"--only"* || "$*" == *"--only templates"* ]]; then
  dotnet build -c Release -v quiet tests/CrmPlatform.Liquid.Bench >&2
  dotnet run -c Release --no-build --project tests/CrmPlatform.Liquid.Bench
fi
