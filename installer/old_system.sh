#!/bin/sh
# Runs installer/build.sh on an older system, so that the package also runs on one: Debian 11 has glibc 2.31, as Kylin V10.
#   installer/old_system.sh deb      dist/villagedesk_VERSION_ARCH.deb, made in a Debian 11 below /var/tmp
# It makes that system by debootstrap, and a Python for it from Debian 12's source package (Debian 11 has none that is new
# enough). Needs root. The first time takes 20 minutes, later ones what the build takes.
set -eu
root=$(dirname "$(dirname "$(readlink -f "$0")")")
old="${VILLAGEDESK_OLD_SYSTEM:-/var/tmp/villagedesk-debian11}"
mirror="${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
python=/opt/python3.11

. "$root/installer/setup.sh"
settings

inside() { chroot "$old" env -i PATH="$python/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" HOME=/root LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive SOURCE_DATE_EPOCH="$epoch" DEB_LEVEL="${DEB_LEVEL:-6}" "$@"; }

epoch=$(git -C "$root" log -1 --format=%ct 2>/dev/null || date +%s)

if [ ! -e "$old/etc/debian_version" ]; then
    say "Making a Debian 11 in $old."
    debootstrap --variant=minbase bullseye "$old" "$mirror" >&2
fi
# What this computer trusts, that one trusts too: a network may have a certificate of its own.
mkdir -p "$old/etc/ssl/certs" "$old/tmp/repo"
cp /etc/resolv.conf "$old/etc/resolv.conf"
if [ ! -x "$old$python/bin/python3.11" ]; then
    say "Making a Python 3.11 for it, from the source package of Debian 12."
    grep -qs bookworm "$old/etc/apt/sources.list" || echo "deb-src $mirror bookworm main" >>"$old/etc/apt/sources.list"
    inside apt-get -q update >&2
    inside apt-get install -y -q --no-install-recommends build-essential dpkg-dev autoconf autoconf-archive automake \
        pkg-config libssl-dev zlib1g-dev libffi-dev libbz2-dev liblzma-dev libexpat1-dev libsqlite3-dev uuid-dev ca-certificates xz-utils libxcb-randr0 \
        libxcb-image0 libxcb-render-util0 libxcb-shm0 libxcb-sync1 libxcb-xfixes0 >&2
    inside sh -eu -c "mkdir -p /src && cd /src && rm -rf py && apt-get source -q --download-only python3.11 &&
        dpkg-source --no-check -x python3.11_*.dsc py && cd py && sed -i '1i #define Py_BUILD_CORE_MODULE 1' Modules/pyexpat.c && autoreconf -fi &&
        ./configure --prefix=$python --enable-shared --with-system-expat --without-ensurepip LDFLAGS=-Wl,-rpath,$python/lib CFLAGS=-O2 &&
        make -j\$(nproc) && rm -rf $python && make install && cp LICENSE $python/lib/python3.11/LICENSE.txt" >"$old/python.log" 2>&1 ||
        { tail -n 20 "$old/python.log" >&2; exit 1; }
fi
cp -L /etc/ssl/certs/ca-certificates.crt "$old/etc/ssl/certs/ca-certificates.crt"
# The Python above has no pip, for Debian keeps that in a package of its own; uv needs none and runs anywhere.
uv=$(find_uv) || uv=$(open_log; own_uv "$(find_python)") || exit 1
cp "$uv" "$old/usr/local/bin/uv"
say "Copying the sources."
git -C "$root" ls-files -z --cached --others --exclude-standard | (cd "$root" && xargs -0 tar cf - --ignore-failed-read) |
    (cd "$old/tmp/repo" && find . -mindepth 1 -maxdepth 1 ! -name .venv ! -name .boot ! -name build -exec rm -rf {} + && tar xf -)
inside sh /tmp/repo/installer/build.sh "$@"
mkdir -p "$root/dist"
cp -v "$old"/tmp/repo/dist/*.deb "$root/dist/" >&2
