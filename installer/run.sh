#!/bin/sh
# Starts a day with Village Desk on invented data; does all of its own set-up first.
#   installer/run.sh [options of `villagedesk demo`, for instance --headless]
set -eu
root=$(dirname "$(dirname "$(readlink -f "$0")")")
. "$root/installer/setup.sh"
prepare run
exec "$venv/bin/python" -m villagedesk demo "$@"
