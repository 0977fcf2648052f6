#!/usr/bin/env bash
# The learner's loop in seconds: how long one waits after an edit. Works on a copy of the checkout, so
# that nothing here is touched, and prints a table.
#
#   Benchmarks/loop.sh            everything; some minutes
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
(cd "$root" && git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$copy" --)
cd "$copy"
# What was fetched is taken along: a clean build is to measure compilers, not the network.
mkdir -p .build
for fetched in repositories checkouts workspace-state.json; do
  [ ! -e "$root/.build/$fetched" ] || cp -R "$root/.build/$fetched" .build/
done

# timed TITLE COMMAND…: a line of the table; the command's own words are shown only if it fails.
timed() {
  local title=$1 log=$copy/loop.log start end
  shift
  start=$(date +%s%N)
  if ! "$@" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "loop: failed: $title" >&2
    exit 1
  fi
  end=$(date +%s%N)
  awk -v title="$title" -v ns=$((end - start)) 'BEGIN { printf "| %-44s | %7.1f |\n", title, ns / 1e9 }'
}

# Changes what the file compiles to, as an edit does: a comment alone may be skipped by the compiler.
edit() {
  printf '\nprivate func editedAt%s() -> Int { %s }\n' "$(date +%N)" "$RANDOM" >>"$1"
}

build_tests() { swift build --build-tests; }

# edited TITLE FILES…: the build with tests after an edit of the first of the files that exists.
edited() {
  local title=$1 file
  shift
  for file in "$@"; do
    [ -f "$file" ] || continue
    edit "$file"
    timed "build after an edit in $title" build_tests
    return
  done
}

lesson_file=$(find Sources/02-Backprop/Operations -name '*.swift' | sort | head -n 1)
exercise=$([ ! -d Sources/Exercises ] || find Sources/Exercises -name '*.swift' | sort | head -n 1)
test_file=$(find Tests/Lesson02BackpropTests -name '*.swift' | sort | head -n 1)

printf '%s, %s cores, %s\n\n' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)" \
  "$(getconf _NPROCESSORS_ONLN)" "$(swift --version 2>/dev/null | head -n 1)"
printf '| %-44s | %7s |\n|%s|%s:|\n' "what one waits for" seconds \
  "$(printf '%.0s-' {1..46})" "$(printf '%.0s-' {1..8})"
timed "clean build of the tool (./learn demo)" swift build --product learn
timed "clean build of the tests on top" build_tests
timed "build with nothing changed" build_tests
edited "the core" Sources/TensorCore/Arithmetic.swift
edited "a lesson" "$lesson_file"
edited "an exercise" "$exercise"
edited "a test" "$test_file"
for lesson in Tests/Lesson*Tests; do
  number=$(basename "$lesson" | cut -c 1-8)
  timed "swift test --filter $number, built" swift test --disable-xctest --filter "$number"
done
timed "the whole suite, built" swift test --disable-xctest
