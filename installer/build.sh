#!/bin/sh
# Makes the packages of Village Desk; does all of its own set-up first.
#   installer/build.sh             dist/villagedesk: the program in one folder, with its own Python, tested
#   installer/build.sh deb         the same, and dist/villagedesk_VERSION_ARCH.deb
#   installer/build.sh deb --keep  takes the folder that is there already
# A package runs on systems whose glibc is at least as new as that of the system it was made on: see old_system.sh.
set -eu
root=$(dirname "$(dirname "$(readlink -f "$0")")")
. "$root/installer/setup.sh"
. "$root/installer/package/deb.sh"
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2>/dev/null || date +%s)}"

# The folder of the program; PyInstaller is in a group of its own that nobody else needs.
build_folder() {
    uv=$(find_uv) || uv=$(own_uv "$(find_python)") || exit 1
    (cd "$root" && "$uv" sync --frozen --extra desktop --extra central --no-dev --inexact --group build) >&2
    rm -rf "$root/dist/villagedesk"
    say "Putting the program into one folder; this takes some minutes."
    (cd "$root" && "$venv/bin/pyinstaller" --noconfirm --log-level ERROR --distpath dist --workpath build/pyinstaller \
        installer/package/villagedesk.spec) >&2
    slim
    say "Testing it."
    "$root/dist/villagedesk/villagedesk" --self-test >&2
    say "dist/villagedesk: $(du -sm "$root/dist/villagedesk" | cut -f 1) MB, needs glibc $(glibc_needed "$root/dist/villagedesk")"
}

# Some libraries carry their builder's marks for finding mistakes; without those they are a tenth of the size.
slim() {
    has strip || return 0
    find "$root/dist/villagedesk/_internal" \( -name 'libpython3*' -o -path '*/zstandard/*.so' -o -path '*/sqlcipher3/*.so' \
        -o -path '*/lib-dynload/*.so' \) -type f -exec strip --strip-unneeded {} +
}

# The newest glibc that anything in a folder asks for.
glibc_needed() {
    find "$1" -type f \( -name '*.so*' -o -perm -u+x \) -exec grep -aoh 'GLIBC_2\.[0-9]*' {} + | sort -uV | tail -n 1 | cut -d _ -f 2
}

prepare run
case ${1:-folder} in
    folder) build_folder ;;
    deb)
        [ "${2:-}" = --keep ] && [ -x "$root/dist/villagedesk/villagedesk" ] || build_folder
        build_deb "$root/dist/villagedesk" "$root/dist"
        ;;
    *) fail "installer/build.sh takes folder or deb." ;;
esac
