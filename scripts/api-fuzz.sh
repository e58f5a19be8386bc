#!/bin/sh
# Asks every endpoint of a running server what its description allows and what it does not, and
# fails on any 5xx and on any answer that the description does not have: with a casebook on SQLite,
# then with one on PostgreSQL where that is installed.
# Usage: scripts/api-fuzz.sh [examples for each operation, 5 unless told]
# HANGUP names the program. Needs python3 with venv; schemathesis comes from PyPI into your cache
# folder once, and where it cannot be had nothing is checked, which is said.
set -eu
version=4.32.5
seed=7
examples=${1:-5}
hangup=$(realpath -m "${HANGUP:-${CARGO_TARGET_DIR:-target}/debug/hangup}")
venv=${XDG_CACHE_HOME:-$HOME/.cache}/hangup/schemathesis-$version
here=$(mktemp -d)
server= database=
end() {
    test -z "$server" || kill "$server" 2>/dev/null || true
    test -z "$database" || as_postgres "$programs/pg_ctl" -D "$here/data" -m immediate stop >/dev/null || true
    rm -rf "$here"
}
trap end EXIT

# PostgreSQL refuses to run as root.
as_postgres() {
    if test "$(id -u)" = 0; then runuser -u postgres -- "$@"; else "$@"; fi
}

if ! test -x "$venv/bin/schemathesis"; then
    rm -rf "$venv"
    if ! { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet "schemathesis==$version"; }; then
        rm -rf "$venv"
        echo "skipped: schemathesis cannot be had from PyPI, so the interface is not checked by it" >&2
        exit 0
    fi
fi
test -x "$hangup" || { echo "build it first: cargo build -p cli" >&2; exit 2; }

# Opens the first case, so that there is something to ask for.
first='import sys, urllib.request as web
case = b"{\"title\": \"The first case\"}"
web.urlopen(web.Request(sys.argv[1], case, {"content-type": "application/json"}))'

# Checks a server whose casebook is at an address.
check() {
    : >"$here/out"
    HANGUP_MODELS=/nowhere "$hangup" serve --listen 127.0.0.1:0 --casebook "$1" \
        >"$here/out" 2>"$here/errors" &
    server=$!
    address=
    for _ in $(seq 100); do
        address=$(sed -n 's/.*\(http:\/\/[0-9.:]*\).*/\1/p' "$here/out" | head -1)
        test -n "$address" && break
        sleep 0.1
    done
    test -n "$address" || { cat "$here/errors" >&2; exit 1; }
    "$venv/bin/python" -c "$first" "$address/api/v1/cases"
    # Streams of events have no end, a socket is no answer, and schemathesis makes up no ZIP.
    "$venv/bin/schemathesis" run "$address/api/v1/openapi.json" \
        --exclude-path-regex '/events$|/sound$' --exclude-name 'POST /api/v1/checkups' \
        --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,negative_data_rejection \
        --max-examples "$examples" --phases examples,coverage,fuzzing --seed "$seed" \
        --request-timeout 30 --generation-database none --warnings off
    kill "$server"
    wait "$server" || true
    server=
}

cd "$here"
echo "The interface on SQLite"
check "$here/cases.db"
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if test -z "$programs"; then
    echo "skipped on PostgreSQL: its programs are not installed" >&2
    exit 0
fi
echo "The interface on PostgreSQL"
test "$(id -u)" != 0 || chown postgres "$here"
as_postgres "$programs/initdb" -D "$here/data" -U hangup -A trust -E UTF8 -N >/dev/null
database=started
as_postgres "$programs/pg_ctl" -D "$here/data" -w -l "$here/log" \
    -o "-k $here -c listen_addresses= -c fsync=off" start >/dev/null
check "postgres://hangup@$(printf %s "$here" | sed 's,/,%2F,g')/postgres"
