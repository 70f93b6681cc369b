#!/usr/bin/env bash
# A throw-away PostgreSQL server for tests.
#   postgres.sh start DIR   starts one in DIR (made if absent), prints its Npgsql connection string
#   postgres.sh stop DIR    stops it and removes DIR
# Works as root (the server then runs as the user postgres) and as an ordinary user. Loopback only, on a free port.
# Exit code 3: there is no server on this machine.
set -eu

binaries() {
  if command -v initdb >/dev/null 2>&1 && command -v postgres >/dev/null 2>&1; then
    dirname "$(readlink -f "$(command -v initdb)")"
    return
  fi
  for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr); do
    [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && { echo "$folder"; return; }
  done
  echo "There is no PostgreSQL server here; on Debian: apt-get install --no-install-recommends postgresql" >&2
  exit 3
}

# The server refuses to run as root.
as_server() {
  if [ "$(id -u)" = 0 ]; then
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$@"
  else
    exec "$@"
  fi
}

free_port() {
  # Ports below the range that the system hands out to clients, so that nobody is given it in between.
  for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    port=$(( 20000 + ( $(od -An -N2 -tu2 /dev/urandom) % 12000 ) ))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && ! grep -qi ":$(printf '%04X' "$port") " /proc/net/tcp 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  echo "No free port was found." >&2
  exit 1
}

start() {
  directory=$1
  bin=$(binaries)
  mkdir -p "$directory"
  directory=$(cd "$directory" && pwd)
  if [ "$(id -u)" = 0 ]; then
    chown postgres:postgres "$directory"
    # Folders made by mktemp let nobody else through.
    parent=$directory
    while case $parent in /tmp/?*) true ;; *) false ;; esac; do
      setpriv --reuid=postgres --regid=postgres --init-groups test -x "$parent" || chmod o+x "$parent"
      parent=$(dirname "$parent")
    done
  fi
  cd "$directory"
  (as_server "$bin/initdb" -D "$directory/data" -A trust -U postgres --no-sync --locale=C.UTF-8 -E UTF8) >"$directory/initdb.log" 2>&1 ||
    { cat "$directory/initdb.log" >&2; exit 1; }
  for attempt in 1 2 3; do
    port=$(free_port)
    (
      [ "$(id -u)" = 0 ] && set -- setpriv --reuid=postgres --regid=postgres --init-groups || set --
      exec setsid "$@" "$bin/postgres" -D "$directory/data" -k "" -p "$port" -c listen_addresses=127.0.0.1 \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 \
        -c autovacuum=off -c max_connections=200 -c shared_buffers=256MB -c max_locks_per_transaction=256
    ) >"$directory/server.log" 2>&1 </dev/null &
    server=$!
    if wait_until_ready "$server"; then
      echo "$server" >"$directory/server.pid"
      echo "Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres"
      return
    fi
    kill "$server" 2>/dev/null || true
  done
  cat "$directory/server.log" >&2
  exit 1
}

wait_until_ready() {
  waited=0
  while [ "$waited" -lt 300 ]; do
    # Written by the server itself, last of all.
    if [ "$(sed -n 8p "$directory/data/postmaster.pid" 2>/dev/null | tr -d ' ')" = ready ]; then return 0; fi
    kill -0 "$1" 2>/dev/null || return 1
    sleep 0.1
    waited=$((waited + 1))
  done
  return 1
}

stop() {
  directory=$1
  if [ -f "$directory/server.pid" ]; then
    server=$(cat "$directory/server.pid")
    kill -INT "$server" 2>/dev/null || true
    waited=0
    while kill -0 "$server" 2>/dev/null && [ "$waited" -lt 100 ]; do
      sleep 0.1
      waited=$((waited + 1))
    done
    kill -QUIT "$server" 2>/dev/null || true
  fi
  rm -rf "$directory"
}

case "${1:-} ${2:-}" in
  "start "?*) start "$2" ;;
  "stop "?*) stop "$2" ;;
  *) echo "usage: postgres.sh start|stop DIR" >&2; exit 2 ;;
esac
