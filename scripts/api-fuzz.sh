#!/bin/sh
# Asks every endpoint of a running server what its description allows and what it does not, and
# fails on any 5xx and on any answer that the description does not have.
# Usage: scripts/api-fuzz.sh [examples for each operation, 25 unless told]
# Needs python3 with venv; schemathesis comes from PyPI into a folder that goes away at the end.
set -eu
examples=${1:-25}
hangup=${HANGUP:-target/debug/hangup}
here=$(mktemp -d)
python=${SCHEMATHESIS_VENV:-$here/venv}
server=
trap 'kill "$server" 2>/dev/null || true; rm -rf "$here"' EXIT
test -x "$hangup" || { echo "build it first: cargo build -p cli" >&2; exit 2; }
if ! test -x "$python/bin/schemathesis"; then
    python3 -m venv "$python"
    "$python/bin/pip" install --quiet 'schemathesis>=4,<5'
fi
"$hangup" serve --listen 127.0.0.1:0 --casebook "$here/cases.db" >"$here/out" 2>"$here/errors" &
server=$!
address=
for _ in $(seq 100); do
    address=$(sed -n 's/.*\(http:\/\/[0-9.:]*\).*/\1/p' "$here/out" | head -1)
    test -n "$address" && break
    sleep 0.1
done
test -n "$address" || { cat "$here/errors" >&2; exit 1; }
curl -fsS -X POST "$address/api/v1/cases" -H 'content-type: application/json' \
    -d '{"title": "The first case"}' >/dev/null
# Streams of events have no end, and a socket is no answer.
"$python/bin/schemathesis" run "$address/api/v1/openapi.json" \
    --exclude-path-regex '/events$|/sound$' \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,negative_data_rejection \
    --max-examples "$examples" --phases examples,coverage,fuzzing --seed 7 \
    --request-timeout 30 --generation-database none
