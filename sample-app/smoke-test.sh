#!/usr/bin/env bash
#
# Starts the packaged sample application and uses it as a newcomer would: with files, curl and a signal.
# Needs bash, curl and Java; build first with ./mvnw verify. Its files are in a temporary folder, its port is free.
#
#   sample-app/smoke-test.sh             the jar in sample-app/target
#   sample-app/smoke-test.sh some.jar    another one

set -euo pipefail

readonly here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
readonly work="$(mktemp -d)"
readonly data="$work/data"
readonly log="$work/application.log"

passed=0
failed=0
app=
base=

find_jar() {
	local jar
	for jar in "$here"/target/sample-app-*.jar; do
		[[ -f $jar ]] && echo "$jar" && return
	done
	echo "There is no jar in $here/target; build it first with ./mvnw verify" >&2
	return 1
}

# Runs on every way out, so that nothing stays behind.
clean_up() {
	if [[ -n $app ]] && kill -0 "$app" 2>/dev/null; then
		kill -KILL "$app" 2>/dev/null || true
		wait "$app" 2>/dev/null || true
	fi
	rm -rf "$work"
}

# within SECONDS COMMAND...: tries the command until it succeeds.
within() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		((SECONDS < end)) || return 1
		sleep 0.2
	done
}

# check TEXT COMMAND...: counts whether the command succeeds.
check() {
	local text=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
		echo "ok      $text"
	else
		failed=$((failed + 1))
		echo "FAILED  $text"
	fi
}

finish() {
	if ((failed > 0)) && [[ -f $log ]]; then
		echo "--- log of the application"
		cat "$log"
		echo "---"
	fi
	echo "$passed passed, $failed failed"
	((failed == 0))
	exit
}

body() {
	curl --silent --show-error --max-time 10 "$base$1" "${@:2}"
}

status() {
	curl --silent --max-time 10 --output /dev/null --write-out '%{http_code}' "$base$1" "${@:2}"
}

# Reads plain text from standard input and prints the value of the first JSON field of that name.
field() {
	sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | head -n 1
}

post_json() {
	body "$1" --request POST --header 'Content-Type: application/json' --data "$2"
}

started() {
	base="$(sed -n 's|.*\(http://localhost:[0-9]*\)/_sys/job.*|\1|p' "$log" | head -n 1)"
	[[ -n $base ]] && [[ $(body /actuator/health | field status) == UP ]]
}

# Reads to the end, unlike grep --quiet: curl would fail when nobody takes the rest.
has() {
	body "$1" | grep --extended-regexp --regexp="$2" >/dev/null
}

contains() {
	grep --quiet --extended-regexp --regexp="$2" "$1" 2>/dev/null
}

answers() {
	[[ $(status "${@:2}") == "$1" ]]
}

# Starts the application and waits until it is ready.
start() {
	: >"$log"
	"$java" -jar "$jar" --server.port=0 "--sample.data-folder=$data" >"$log" 2>&1 &
	app=$!
	within 90 started_or_gone || true
}

started_or_gone() {
	started || gone
}

# A manual trigger is refused while the job runs by its schedule.
triggered() {
	run="$(body "/_sys/job/$1" --request POST | field runId)"
	[[ -n $run ]]
}

# The last word of the kernel: no thread of the application gets to do anything more.
killed() {
	kill -KILL "$app"
	wait "$app" 2>/dev/null || true
	app=
}

take_order() {
	order="$(post_json /orders '{"customer":"Ada","item":"Pen","quantity":2,"amount":19.90}' | field id)" || order=
	[[ -n $order ]]
}

receipt_runs() {
	body '/_sys/job/send-receipt/runs?limit=100' | grep --only-matching '"runId"' | wc -l
}

same() {
	[[ $1 == "$2" ]]
}

gone() {
	! kill -0 "$app" 2>/dev/null
}

stopped_in_order() {
	local code=0
	wait "$app" || code=$?
	app=
	# What the JVM answers to SIGTERM once all shutdown hooks are through.
	((code == 143 || code == 0)) && ! grep --quiet 'ERROR.*[Ss]hutdown' "$log"
}

trap clean_up EXIT
trap 'exit 130' INT TERM
jar="${1:-$(find_jar)}"

start
check "the application starts" started
((failed == 0)) || finish
check "it keeps its jobs in a file of H2" contains "$log" 'Jobs started: store h2,'
check "the file is in the data folder" test -f "$data/office.mv.db"

check "the jobs are listed" has /_sys/job '"jobId":"heartbeat","scheduleType":"fixed-rate"'

printf 'day,amount\n2026-11-20,10\n2026-11-21,12\n' >"$data/inbox/sales.csv"
printf 'day,amount\n2026-11-20,"10\n' >"$data/inbox/broken.csv"
check "a CSV file gets its report" within 30 contains "$data/reports/sales.json" '"rows" : 2'
check "the file is moved to processed" within 10 test -f "$data/processed/sales.csv"
check "its run has succeeded" within 10 has "/_sys/job/_runs?job=profile-csv&label=file:sales.csv" '"state":"SUCCEEDED"'
check "a broken file is moved to failed" within 30 test -f "$data/failed/broken.csv"
check "its run has failed and tells the line" within 10 \
	has "/_sys/job/_runs?job=profile-csv&label=file:broken.csv" '"state":"FAILED".*broken at line 2'

check "an order is taken" take_order
check "the order is found" answers 200 "/orders/$order"
check "the order gets its receipt" within 30 contains "$data/receipts/$order.txt" 'Amount: +19\.90'
check "an order that breaks rules is refused" \
	answers 400 /orders --request POST --header 'Content-Type: application/json' --data '{"customer":"Ada"}'

before="$(receipt_runs)"
check "an order that is to fail fails" answers 500 '/orders?fail=true' --request POST \
	--header 'Content-Type: application/json' --data '{"customer":"Eve","item":"Pen","quantity":2,"amount":19.90}'
failure="$(post_json '/orders?fail=true' '{"customer":"Eve","item":"Pen","quantity":2,"amount":19.90}')" || failure=
lost="$(sed -n "s/.*Order '\([^']*\)' failed.*/\1/p" <<<"$failure")"
check "it says which order was rolled back" test -n "$lost"
check "it leaves no order" answers 404 "/orders/$lost"
check "it leaves no run" same "$before" "$(receipt_runs)"
check "it leaves no receipt" test ! -e "$data/receipts/$lost.txt"

run=
check "heartbeat can be triggered" within 10 triggered heartbeat
check "its run succeeds" within 10 has "/_sys/job/_runs/$run" '"state":"SUCCEEDED"'
check "it has written its file" contains "$data/heartbeat.txt" 'beat [0-9]+ since the start'
check "heartbeat also runs by its schedule" within 15 has /_sys/job/heartbeat/runs '"trigger":"scheduled"'

run="$(post_json /_sys/job/flaky '{"failures":2}' | field runId)" || run=
check "flaky can be triggered" test -n "$run"
check "it succeeds at its third attempt" within 15 has "/_sys/job/_runs/$run" '"state":"SUCCEEDED".*"attempt":3,'
check "it is refused without a payload" answers 400 /_sys/job/flaky --request POST

# With send-receipt paused, the receipt cannot be there before the kill.
post_json /_sys/job/send-receipt/pause '{}' >/dev/null
check "an order is taken and the process killed at once" take_order
killed
check "there is no receipt yet" test ! -e "$data/receipts/$order.txt"
start
check "the application starts again" started
((failed == 0)) || finish
check "the order is still there" answers 200 "/orders/$order"
check "the job is still paused" has /_sys/job/send-receipt '"paused":true'
check "there is still no receipt" test ! -e "$data/receipts/$order.txt"
post_json /_sys/job/send-receipt/resume '{}' >/dev/null
check "the order gets its receipt after the kill" within 30 contains "$data/receipts/$order.txt" 'Amount: +19\.90'

kill -TERM "$app"
check "the application ends within 30 s of SIGTERM" within 30 gone
if gone; then
	check "it ends in order" stopped_in_order
fi

finish
