#!/usr/bin/env bash
# What a check-up costs: CPU beside evtx_dump on the same logs, alternating in one run, then memory
# and CPU over 100, 200, 400 and 500 MB of copies. Nothing is written outside a temporary folder.
#
#   cargo build --release -p cli
#   cargo install evtx --version 0.15.1 --root "$tools"
#   scripts/checkup-cost.sh target/release/hangup "$tools/bin/evtx_dump" folder-of-event-logs
set -euo pipefail
[ $# -eq 3 ] || { sed -n '2,8p' "$0"; exit 2; }
hangup=$1 evtx_dump=$2 logs=$3
rounds=${ROUNDS:-7} repeats=${REPEATS:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command -v python3 > /dev/null || { echo "python3 is needed, which reads the figures of a child"; exit 2; }

# CPU seconds and the largest resident memory in MB of one command.
measured() {
  python3 - "$@" <<'PYTHON'
import os, sys
child = os.fork()
if child == 0:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.execvp(sys.argv[1], sys.argv[1:])
_, _, use = os.wait4(child, 0)
print(f"{use.ru_utime + use.ru_stime:.3f} {use.ru_maxrss / 1024:.1f}")
PYTHON
}

mkdir "$work/few"
for copy in $(seq "$repeats"); do
  for log in "$logs"/*.evtx; do cp "$log" "$work/few/$copy-$(basename "$log")"; done
done
chmod -R u+w "$work"
cat > "$work/dump" <<SCRIPT
for log in "$work"/few/*.evtx; do "$evtx_dump" -t 1 -o jsonl "\$log"; done
SCRIPT
echo "round  hangup_cpu_s  evtx_dump_cpu_s"
for round in $(seq "$rounds"); do
  read -r own _ < <(measured "$hangup" checkup --json "$work/few")
  read -r other _ < <(measured bash "$work/dump")
  echo "$round $own $other"
done | tee "$work/rounds"
sort -n -k2 "$work/rounds" | awk '{a[NR]=$2} END {print "median hangup", a[int((NR+1)/2)]}'
sort -n -k3 "$work/rounds" | awk '{a[NR]=$3} END {print "median evtx_dump", a[int((NR+1)/2)]}'

echo "MB  cpu_s  resident_MB"
mkdir "$work/many"
copy=0
for goal in 100 200 400 500; do
  while [ "$(du -sm --apparent-size "$work/many" | cut -f1)" -lt "$goal" ]; do
    copy=$((copy + 1))
    for log in "$logs"/*.evtx; do cp "$log" "$work/many/$copy-$(basename "$log")"; done
  done
  echo "$(du -sm --apparent-size "$work/many" | cut -f1) $(measured "$hangup" checkup --json "$work/many")"
done
