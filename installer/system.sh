# What the operating system must bring: which packages are missing, and how they are installed.
# Only defines functions and names; sourced by setup.sh.
# shellcheck shell=sh disable=SC2034,SC2154 # sourced: names come from and go to the other parts

# Libraries that the window toolkit loads; each name was found missing on a bare Debian 12.
# No fonts: the program ships its own, Chinese included.
DRAWING="libgl1 libegl1 libglib2.0-0 libfontconfig1 libxkbcommon0 libdbus-1-3"
SCREEN="libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libx11-xcb1"
PAPER_AND_SOUND="libcups2 libpulse0 libatomic1 libxrandr2"
LIBRARIES="ca-certificates $DRAWING $SCREEN $PAPER_AND_SOUND"
# What the browser inside Qt loads besides; only the tests of central's pages use it.
BROWSER="libnss3 libasound2 libgbm1 libxcomposite1 libxdamage1 libxi6 libxkbfile1 libxtst6"

has() {
    command -v "$1" >/dev/null 2>&1
}

# Whether this is a system of the Debian family; some others have dpkg as a mere tool.
uses_apt() {
    has apt-get && dpkg-query -W dpkg >/dev/null 2>&1
}

# Says which of the given packages are not installed. Debian 13 calls some of them NAMEt64.
missing_packages() {
    # shellcheck disable=SC2016 # ${...} is for dpkg-query, not for the shell
    present=" $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p' | tr '\n' ' ')"
    for package in "$@"; do
        case $present in
            *" $package "* | *" ${package}t64 "*) ;;
            *) printf '%s ' "$package" ;;
        esac
    done
}

# The names under which this system offers the given packages. Its lists are asked once: without rights that is slow.
apt_names() {
    offered=" $(apt-cache pkgnames 2>/dev/null | grep -E 't64$|^python3\.[0-9]+$' | tr '\n' ' ')"
    for package in "$@"; do
        if [ "$package" = python3 ]; then
            python_package
        elif is_offered "${package}t64"; then
            printf '%s ' "${package}t64"
        else
            printf '%s ' "$package"
        fi
    done
}

is_offered() {
    case $offered in
        *" $1 "*) ;;
        *) return 1 ;;
    esac
}

# The newest Python this system offers that the program can use; plain python3 when the lists do not say.
python_package() {
    for version in 3.13 3.12 3.11; do
        if is_offered "python$version"; then
            printf '%s ' "python$version" "python$version-venv"
            return
        fi
    done
    printf 'python3 python3-venv '
}

# Whether commands can be run as root: being root, or sudo without a password, or sudo with somebody there to type it.
may_become_root() {
    [ "$(id -u)" != 0 ] || return 0
    has sudo || return 1
    sudo -n true 2>/dev/null && return 0
    [ -t 0 ] || return 1
    say "Your password is asked for once, to install packages of the system."
    sudo -v
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# A failed update is not the end: one dead source among several is common, and the lists may be good enough.
apt_update() {
    as_root apt-get -q update || true
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 "$@"
}

# The one line an administrator can run; without sudo it is for a root shell.
install_line() {
    if has sudo; then sudo="sudo "; else sudo=""; fi
    echo "${sudo}apt-get update && ${sudo}apt-get install --no-install-recommends $(apt_names "$@" | sed 's/ *$//')"
}

# Installs what is missing of the given packages. Elsewhere than on Debian nothing is done: the libraries are tried later.
install_packages() {
    uses_apt || return 0
    # shellcheck disable=SC2046,SC2086 # package names are words
    set -- $(missing_packages "$@")
    [ $# -gt 0 ] || return 0
    if ! may_become_root; then
        fail "Packages of the system are missing, and only an administrator may install them. Let one run this line, then start again:
  $(install_line "$@")"
    fi
    say "Installing packages of the system, for the window, printing and sound, and Python where it is missing: $*."
    step "Asking for the list of packages." apt_update || give_up "The list of packages could not be read."
    # shellcheck disable=SC2046
    step "Fetching and installing them, about 75 MB on a bare system." apt_install $(apt_names "$@") ||
        give_up "The packages of the system could not be installed."
}
