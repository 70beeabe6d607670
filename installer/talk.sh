# How the set-up talks: plain sentences on standard error, everything else in a log, and an end that says why.
# Only defines functions; sourced by setup.sh, which sets `log`.
# shellcheck shell=sh disable=SC2034,SC2154 # sourced: names come from and go to the other parts

say() {
    printf '%s\n' "$*" >&2
}

# fail SENTENCE: the end, with a sentence that says what to do.
fail() {
    printf '\nVillage Desk could not be set up. %s\n' "$*" >&2
    exit 1
}

# Starts a new log once a run has something to do.
open_log() {
    [ -z "${log_is_open:-}" ] || return 0
    (mkdir -p "$boot" && : >"$log") 2>/dev/null ||
        fail "The folder $root cannot be written to. Work in a copy of your own, or start as the one whom it belongs to."
    log_is_open=yes
}

# step SENTENCE COMMAND...: says the sentence, runs the command into the log, and shows now and then that it lives.
step() {
    say "  $1"
    shift
    echo "== $*" >>"$log"
    heartbeat &
    heart=$!
    trap 'kill "$heart" 2>/dev/null' EXIT
    trap 'kill "$heart" 2>/dev/null; exit 130' INT TERM
    result=0
    # In English, because `reason` reads the log.
    (export LC_ALL=C.UTF-8 && "$@") >>"$log" 2>&1 </dev/null || result=$?
    kill "$heart" 2>/dev/null
    trap - EXIT INT TERM
    return "$result"
}

# Every half minute the last line of the log, so that a slow line does not look like a standstill.
heartbeat() {
    seconds=0
    trap 'kill "$nap" 2>/dev/null; exit' TERM
    while kill -0 "$$" 2>/dev/null; do
        sleep 30 >/dev/null 2>&1 &
        nap=$!
        wait "$nap"
        seconds=$((seconds + 30))
        printf '  ... %s s: %.90s\n' "$seconds" "$(tail -n 1 "$log" | tr -d '\r')" >&2
    done
}

# give_up SENTENCE: the end, with the reason as far as the log tells it, or with the last lines of the log.
give_up() {
    why=$(reason)
    if [ -z "$why" ]; then
        tail -n 12 "$log" | cut -c 1-300 | sed 's/^/  | /' >&2
        why="The lines above say why."
    fi
    fail "$1 $why The log is $log."
}

# The usual causes in words; nothing for an unusual one.
reason() {
    if log_has 'No space left on device|[Dd]isk quota exceeded|enough free space'; then
        echo "The disk is full: please make room and start again."
    elif log_has 'CERTIFICATE_VERIFY_FAILED|certificate verify failed|UnknownIssuer|invalid peer certificate'; then
        echo "The connection shows a certificate that this system does not know: add your network's certificate to the system's (update-ca-certificates) and start again."
    elif log_has 'Temporary failure|Could not resolve|resolving DNS|is unreachable|Could not connect|NewConnectionError|error sending request|timed out|Connection refused|No route to host'; then
        echo "There is no connection: please check that this computer is on the internet and start again. What was fetched so far is kept."
    elif log_has 'Could not get lock'; then
        echo "Another program is installing packages: please wait until it is done and start again."
    elif log_has 'Permission denied|Operation not permitted|Read-only file system|not in the sudoers|may not run sudo|not allowed'; then
        echo "The rights for it are missing: start as the owner of this folder, or as an administrator."
    fi
}

log_has() {
    grep -Eq "$1" "$log"
}
