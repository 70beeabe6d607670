# Set-up shared by run.sh, test.sh and .ci/run: brings everything the program needs, on a bare system or a full one.
# Only defines functions; `prepare run` or `prepare test` does the work and says what it does.
# The caller sets `root`, the folder of the repository. Plain POSIX sh, because a bare Debian has nothing else.
# shellcheck shell=sh disable=SC2031

: "${root:?set root to the folder of the repository before sourcing setup.sh}"
boot="$root/.boot"      # our own uv and the log of the set-up
venv="$root/.venv"      # where uv puts Python packages
log="$boot/setup.log"

. "$root/installer/talk.sh"
. "$root/installer/system.sh"

# prepare run|test: everything for running the program, or for its tests and checks as well.
prepare() {
    settings
    [ "$1" = run ] || LIBRARIES="$LIBRARIES $BROWSER"
    # The system's packages are asked for every time (it is cheap): the folder may have come here on a USB stick.
    if ! is_ready "$1" || ! has_libraries; then
        open_log
        prepare_system
        prepare_python_packages "$1"
    fi
    compile_translations
}

settings() {
    # Somebody else's environment must not lead uv or Python astray.
    unset VIRTUAL_ENV UV_PROJECT_ENVIRONMENT PYTHONHOME
    export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never
    export UV_NO_PROGRESS=1 PIP_DISABLE_PIP_VERSION_CHECK=1
    case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
        *[Uu][Tt][Ff]*) ;;
        *) export LC_ALL=C.UTF-8 ;;
    esac
    if [ ! -w "${HOME:-/nowhere}" ]; then
        export UV_CACHE_DIR="$boot/cache"
    fi
}

# ---- is there anything to do? ----

# What the installed packages were made from; the folder is in it because a copied .venv still points to the old place.
fingerprint() {
    { echo "$root"; cat "$root/uv.lock" "$root/pyproject.toml"; } | sha256sum | cut -d ' ' -f 1
}

is_ready() {
    "$venv/bin/python" -c '' 2>/dev/null || return 1
    wanted=$(fingerprint)
    [ "$(cat "$venv/.ready-test" 2>/dev/null)" = "$wanted" ] && return 0
    [ "$1" = run ] && [ "$(cat "$venv/.ready-run" 2>/dev/null)" = "$wanted" ]
}

has_libraries() {
    uses_apt || return 0
    # shellcheck disable=SC2086 # package names are words
    [ -z "$(missing_packages $LIBRARIES)" ]
}

# ---- the system ----

prepare_system() {
    check_processor
    # shellcheck disable=SC2046,SC2086 # package names are words
    install_packages $LIBRARIES $(python_needs)
}

check_processor() {
    case $(uname -m) in
        x86_64 | amd64 | aarch64 | arm64) ;;
        *) fail "The window toolkit is not made for this kind of processor ($(uname -m)). A 64-bit PC is needed." ;;
    esac
}

# The packages that Python and uv need here, if any.
python_needs() {
    if ! python=$(find_python); then
        echo python3
    elif ! find_uv >/dev/null && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        "$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])'
    fi
}

# The path of a Python that the program can use.
find_python() {
    for name in python3 python3.13 python3.12 python3.11; do
        has "$name" || continue
        "$name" -c 'import sys
good = (3, 11) <= sys.version_info[:2] < (3, 14) and sys.implementation.name == "cpython" and sys.maxsize > 2**32
sys.exit(not good or print(sys.executable))' 2>/dev/null && return 0
    done
    return 1
}

# ---- Python packages ----

prepare_python_packages() {
    python=$(find_python) || fail "Village Desk needs Python 3.11, 3.12 or 3.13, and this system has $(python_here). Please install one of them (on Debian 12 or newer it comes by itself)."
    uv=$(find_uv) || uv=$(own_uv "$python") || exit 1
    check_space
    case $1 in
        run) say "Installing the Python packages of Village Desk into .venv (Qt for the window, the database, the server)." ;;
        test) say "Installing the Python packages of Village Desk and of its tests into .venv (Qt, the database, the server, pytest)." ;;
    esac
    step "About 300 MB are fetched the first time." sync_packages "$1" || give_up "The Python packages could not be installed."
    check_libraries
    fingerprint >"$venv/.ready-$1"
}

python_here() {
    if has python3; then
        python3 --version 2>&1
    else
        echo "none"
    fi
}

# A uv that works and is new enough: one that is there already, or ours.
find_uv() {
    for candidate in uv "$boot/uv/bin/uv"; do
        version=$("$candidate" --version 2>/dev/null) || continue
        case ${version#uv } in
            0.[0-5].*) ;;
            *) command -v "$candidate"; return 0 ;;
        esac
    done
    return 1
}

# Installs uv for ourselves, outside of everything else, and says where it is.
own_uv() {
    say "Installing uv into .boot; it fetches exactly the Python packages that uv.lock names."
    step "About 25 MB are fetched." install_uv "$1" || give_up "uv could not be installed."
    echo "$boot/uv/bin/uv"
}

install_uv() {
    "$1" -m venv --clear "$boot/uv" && "$boot/uv/bin/pip" install --quiet 'uv>=0.9,<1'
}

# The tests get exactly what the lock says; a run leaves packages that the tests need where they are.
sync_packages() (
    cd "$root" || exit 1
    # An environment that works keeps its Python; anything else is made anew.
    "$venv/bin/python" -c '' 2>/dev/null || set -- "$1" --python "$python"
    wanted=$1
    shift
    case $wanted in
        run) "$uv" sync --frozen --extra desktop --extra central --no-dev --inexact "$@" ;;
        test) "$uv" sync --frozen --extra desktop --extra central "$@" ;;
    esac
)

check_space() {
    [ ! -e "$venv/.ready-run" ] && [ ! -e "$venv/.ready-test" ] || return 0
    free=$(df -Pk "$root" | awk 'NR == 2 { print $4 }')
    [ "$free" -gt 1500000 ] || fail "The disk is nearly full: Village Desk needs about 1.5 GB here, and $((free / 1024)) MB are free. Please make room and start again."
}

# Loads what the window, the printer and the sounds need, and names what this system does not have.
check_libraries() {
    "$venv/bin/python" "$root/installer/check_libraries.py" || exit 1
}

# ---- translations ----

# The compiled languages are made here, never committed.
compile_translations() {
    [ -e "$root/translations/update.py" ] || return 0
    for source in "$root"/translations/*/LC_MESSAGES/*.po; do
        if [ -z "$(find "${source%.po}.mo" -newer "$source" 2>/dev/null)" ]; then
            open_log
            step "Compiling the translations." "$venv/bin/python" "$root/translations/update.py" --compile ||
                give_up "The translations could not be compiled."
            return
        fi
    done
}
