#!/bin/sh
# Runs the tests of Village Desk; does all of its own set-up first.
#   installer/test.sh                               the whole suite, on as many cores as there are
#   installer/test.sh tests/store -k parcels        whatever follows goes to pytest as it is
#   installer/test.sh bench wire --json wire.json   the measurements of tests/bench
set -eu
root=$(dirname "$(dirname "$(readlink -f "$0")")")
. "$root/installer/setup.sh"
prepare test

# The tests need no screen, and look the same everywhere.
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"

# As many workers as cores, at most four: each has a window system and a server of its own.
workers() {
    cores=$(nproc 2>/dev/null || echo 2)
    [ "$cores" -lt 4 ] && echo "$cores" || echo 4
}

if [ "${1:-}" = bench ]; then
    shift
    # The measurements run in the folder of the repository; a file name counts from where the caller is.
    before=
    for word do
        shift
        case $before,$word in
            --json,/*) ;;
            --json,*) word=$PWD/$word ;;
            *,--json=/*) ;;
            *,--json=*) word=--json=$PWD/${word#--json=} ;;
        esac
        before=$word
        set -- "$@" "$word"
    done
    cd "$root"
    exec "$venv/bin/python" -m tests.bench "$@"
fi
cd "$root"
[ $# -gt 0 ] || set -- -n "$(workers)" --dist worksteal
exec "$venv/bin/python" -m pytest "$@"
