# How the commands in bin/ show what they do: one line a step, with the time it took. Sourced, never run.
# Everything goes to standard error, so that what a command prints on standard output stays clean.
# shellcheck shell=bash

if [ -n "${KAOPING_INSTANCE:-}" ]; then KAOPING_INSTANCE=$(realpath -m "$KAOPING_INSTANCE"); export KAOPING_INSTANCE; fi
log=$root/instance/setup.log   # what the steps' programs print; shown only when one fails
ticker=
running=   # the step that is being done
exec 3>&2   # the person's screen, also where a step's own output goes to the log

if [ -t 3 ]; then bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else bold='' dim='' red='' green='' plain=''; fi

say() { printf '%s\n' "$*" >&3; }

# die MESSAGE [STATUS]: the last line of a command that cannot go on.
die() { printf '%s\n' "${red}✗ $1${plain}" >&3; exit "${2:-1}"; }

now() { printf '%s' "${EPOCHREALTIME//[!0-9]/}"; }   # microseconds, whatever the locale's decimal sign

since() { local ms=$(( ($(now) - $1) / 1000 )); printf '%d.%d' $((ms / 1000)) $((ms % 1000 / 100)); }

# On a terminal the line of the running step counts its seconds; in a log one line at the end is enough.
tick() {
  [ -t 3 ] || return 0
  ( trap 'exit 0' TERM; while :; do printf '\r  … %s %s%s 秒%s ' "$1" "$dim" "$(since "$2")" "$plain" >&3; sleep 0.5; done ) &
  ticker=$!
}

untick() {
  [ -n "$ticker" ] || return 0
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  ticker=
  printf '\r\e[K' >&3
}
trap untick EXIT
trap 'untick; [ -z "$running" ] || say "${red}✗ 已中断，再次运行会接着做 (interrupted; run it again to go on)${plain}"; exit 130' INT

# step TITLE ADVICE COMMAND…: runs the command with its output in the log; when it fails, says which step
# it was, the end of the log, and what to do, and ends the script.
step() {
  local title=$1 advice=$2 began before status=0; shift 2
  began=$(now) running=$title
  mkdir -p "${log%/*}"
  printf '\n== %s\n' "$title" >>"$log"
  before=$(wc -c <"$log")
  tick "$title" "$began"
  "$@" >>"$log" 2>&1 </dev/null || status=$?
  running=
  untick
  if [ "$status" = 0 ]; then
    say "  ${green}✓${plain} $title ${dim}$(since "$began") 秒${plain}"
    return 0
  fi
  say "  ${red}✗ $title ${dim}$(since "$began") 秒${plain}"
  failed "$title" "$status" "$advice" "$(tail -c "+$((before + 1))" "$log" | tail -n 25 | sed 's/^/    │ /')"
}

# live TITLE ADVICE COMMAND…: the same for a command whose own progress is worth seeing.
live() {
  local title=$1 advice=$2 began status=0; shift 2
  began=$(now) running=$title
  say "  … $title"
  "$@" </dev/null 2>&1 | sed -u 's/^/    /' >&3 || status=${PIPESTATUS[0]}
  running=
  if [ "$status" = 0 ]; then
    say "  ${green}✓${plain} $title ${dim}$(since "$began") 秒${plain}"
    return 0
  fi
  failed "$title" "$status" "$advice" ''
}

failed() {   # TITLE STATUS ADVICE OUTPUT
  [ -z "$4" ] || say "$4"
  say ''
  say "${red}✗ 这一步没有成功：$1 (this step failed, exit status $2)${plain}"
  say "  怎么办 What to do: $3"
  [ -z "$4" ] || say "  完整记录 Full log: $log"
  exit 1
}
