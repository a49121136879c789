#!/bin/sh
# Kills a training run at random moments, starts it again, and compares the bytes of what it leaves with those of an undisturbed run.
#
#   tools/kill-and-resume.sh KILLS DATA [flags of graft train...]
#   tools/kill-and-resume.sh 20 photos/ --unfreeze-last 1 --epochs 6
#
# GRAFT is the command (default: the one built in this checkout). Each life lasts 0.2 seconds to as long as an undisturbed run.
set -eu
kills=$1; shift
root=$(cd "$(dirname "$0")/.." && pwd)
graft=${GRAFT:-$(ls "$root"/src/Graft.Cli/bin/Release/net10.0/*/Graft.Cli)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

begin=$(date +%s%N)
GRAFT_HOME="$work/home" "$graft" train "$@" --quiet -o "$work/undisturbed" > /dev/null 2>&1
longest=$((($(date +%s%N) - begin) / 1000000))
expected=$(sha256sum < "$work/undisturbed/model.onnx")
echo "undisturbed: $longest ms"

killed=0 runs=0 same=0
while [ $killed -lt "$kills" ]; do
    rm -rf "$work/again" "$work/home2"
    while :; do
        GRAFT_HOME="$work/home2" "$graft" train "$@" --quiet -o "$work/again" > "$work/log" 2>&1 &
        process=$!
        sleep "$(awk -v longest="$longest" -v seed="$killed$(date +%N)" 'BEGIN { srand(seed); print 0.2 + rand() * longest / 1000 }')"
        if kill -9 $process 2> /dev/null; then killed=$((killed + 1)); fi
        wait $process 2> /dev/null && break
        [ ! -e "$work/again/manifest.json" ] || break
    done
    runs=$((runs + 1))
    [ "$(sha256sum < "$work/again/model.onnx")" = "$expected" ] && same=$((same + 1))
    echo "killed $killed times so far, $same of $runs runs ended with the same bytes"
done
[ $same -eq $runs ]
