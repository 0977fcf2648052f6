#!/usr/bin/env bash
# The learner's loop in seconds: how long one waits after an edit. Works on a copy of the checkout, so
# that nothing here is touched, and prints a table.
#
#   Benchmarks/loop.sh            everything; some minutes
set -euo pipefail
unset CI  # warnings stop no build of a learner, and exercises may be edited

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

row() { awk -v title="$1" -v ns="$2" 'BEGIN { printf "| %-54s | %7.1f |\n", title, ns / 1e9 }'; }

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
  row "$title" $((end - start))
}

# Where one lesson is built alone: its own folder.
only=()
build_tests() { swift build --build-tests "${only[@]}"; }

# verdict NUMBER FILE EXPRESSION: from a wrong sign in a formula of a lesson to the failure that tells it.
verdict() {
  local number=$1 file=$2 log=$copy/loop.log start end
  cp "$file" formula.before
  sed "$3" formula.before >"$file"
  if cmp -s "$file" formula.before; then
    echo "loop: nothing to change in $file: its formula was rewritten" >&2
    exit 1
  fi
  start=$(date +%s%N)
  if swift test --disable-xctest --filter "Lesson$number" "${only[@]}" >"$log" 2>&1 || ! grep -q 'Test run with .* failed' "$log"; then
    tail -n 20 "$log" >&2
    echo "loop: the wrong sign in $file did not fail a test" >&2
    exit 1
  fi
  end=$(date +%s%N)
  row "a sign changed in lesson $number${LESSON:+ alone}, to its failing test" $((end - start))
  mv formula.before "$file"
  build_tests >"$log" 2>&1
}

# edited TITLE FILE: the build with tests after a function was added to a file. That changes the interface
# of its module, and all that imports it is compiled again.
edited() {
  printf '\nprivate func editedAt%s() -> Int { %s }\n' "$(date +%N)" "$RANDOM" >>"$2"
  timed "build after a function added to $1" build_tests
}

# The first file of a folder, in the order of the alphabet.
first() { find "$1" -name '*.swift' | sort | head -n 1; }

printf '%s, %s cores, %s\n\n' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)" \
  "$(getconf _NPROCESSORS_ONLN)" "$(swift --version 2>/dev/null | head -n 1)"
printf '| %-54s | %7s |\n|%s|%s:|\n' "what one waits for" seconds \
  "$(printf '%.0s-' {1..56})" "$(printf '%.0s-' {1..8})"
timed "clean build of the learner's tool" swift build --product learn
timed "clean build of the tests on top" build_tests
timed "build with nothing changed" build_tests
verdict 01 Sources/01-Perceptron/AffineMap.swift '/self.weight = weight/s/weight$/-weight/'
verdict 02 Sources/Autograd/Operations/Arithmetic.swift 's/b.pullback { d in -d }/b.pullback { d in d }/'
edited "the core" Sources/TensorCore/Reductions.swift
edited "lesson 02" "$(first Sources/Autograd/Operations)"
edited "an exercise" "$(first Sources/Exercises/Lesson02)"
edited "a test" "$(first Tests/Lesson02BackpropTests)"
for lesson in Tests/Lesson*Tests; do
  number=$(basename "$lesson" | cut -c 1-8)
  timed "swift test --filter $number, built" swift test --disable-xctest --filter "$number"
done
timed "the whole suite, built" swift test --disable-xctest

# What `./learn test 05` builds.
export LESSON=05
only=(--scratch-path .build/lesson05)
timed "clean build of lesson 05 alone, with its tests" build_tests
verdict 05 Sources/05-BatchNorm/ByHand/NormalizedBatch.swift 's/(x - mean) \* inverse/(x + mean) * inverse/'
edited "lesson 05 alone" Sources/05-BatchNorm/BatchNormLesson.swift
timed "swift test of lesson 05 alone, built" swift test --disable-xctest "${only[@]}"
