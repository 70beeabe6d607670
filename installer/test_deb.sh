#!/bin/sh
# Tries the .deb on a bare Debian 12: installs it without a network, tests it, shows its window, upgrades it with data in
# place, goes back, spoils the package, kills the upgrade in the middle at 20 places, removes it. Prints one line a figure;
# ends with 1 when one is wrong.
#   installer/test_deb.sh dist/villagedesk_0.1.0_amd64.deb [the .deb of the version before]
# Without a version before, the same program under a lower number stands in for it. With VILLAGEDESK_TEST_DEMO=1 it also
# works the demo's day from the package. Needs root, debootstrap, unshare and,
# for the figure of the source run, xvfb-run. The first time it fetches Debian and the packages that the .deb names.
set -eu
root=$(dirname "$(dirname "$(readlink -f "$0")")")
new=$(readlink -f "${1:?the .deb to be tried}")
base="${VILLAGEDESK_BARE_SYSTEM:-/var/tmp/villagedesk-debian12}"
mirror="${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
place=$(mktemp -d /var/tmp/villagedesk-deb.XXXXXX)
bare=$place/system
failed=0
home=/home/op/.local/share/villagedesk

say() { printf '%s\n' "$*"; }
good() { say "good    $*"; }
bad() { say "WRONG   $*"; failed=1; }
finish() { umount "$bare/proc" 2>/dev/null || true; rm -rf "$place"; }
trap finish EXIT
trap 'exit 130' INT TERM

# Without and with a network; nothing of this computer's environment comes along. A computer without a line has its own
# network all the same, over which the demo's two sides talk.
here() { unshare -n sh -c 'ip link set lo up; exec "$@"' here chroot "$bare" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
online() { chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive sh -c "$2" >>"$place/log" 2>&1; }
# As the operator, who is nobody special.
op() { here runuser -u op -- env HOME=/home/op "$@"; }
field() { dpkg-deb --field "$1" Version; }

system() {
    if [ ! -e "$base/etc/debian_version" ]; then
        say "Making a bare Debian 12 in $base."
        debootstrap --variant=minbase bookworm "$base" "$mirror" >"$place/log" 2>&1
    fi
    cp /etc/resolv.conf "$base/etc/"
    cp -a "$base" "$bare"
    mount -t proc proc "$bare/proc"
    cp "$new" "$bare/tmp/new.deb"
    # Only fetched, not installed: that is done without a network. A screen comes into a copy of its own, see window().
    online "$bare" 'apt-get -q update && apt-get install -y -q --no-install-recommends --download-only /tmp/new.deb' ||
        { tail -n 20 "$place/log"; exit 1; }
    here useradd -m op
}

install_it() {
    if here apt-get install -y -q --no-install-recommends /tmp/new.deb >>"$place/log" 2>&1; then
        good "apt install ./villagedesk.deb without a network: $(($(wc -c <"$new") / 1000000)) MB, $(du -sm "$bare/usr/lib/villagedesk" | cut -f 1) MB on the disk"
    else
        tail -n 20 "$place/log"
        bad "apt install"
        exit 1
    fi
    if op villagedesk --self-test >"$place/self-test" 2>&1; then good "self-test: $(wc -l <"$place/self-test") lines, none failed"
    else bad "self-test"; cat "$place/self-test"; fi
    [ "$(readlink "$bare/usr/lib/villagedesk/current")" = "$(field "$new")" ] && good "in use: $(field "$new")" || bad "in use"
}

# The median of five first paints in ms, of COMMAND...
median() {
    for _ in 1 2 3 4 5; do "$@" 2>/dev/null | grep -o '[0-9]\+' | head -n 1; done | sort -n | sed -n 3p
}

window() {
    online "$bare" 'apt-get install -y -q --no-install-recommends xvfb xauth' || { bad "no screen to show it on"; return; }
    op xvfb-run -a -s "-screen 0 1366x768x24" villagedesk --self-test --window >"$place/window" 2>&1 || { bad "window"; cat "$place/window"; return; }
    package=$(median op xvfb-run -a -s "-screen 0 1366x768x24" villagedesk --self-test --window)
    if command -v xvfb-run >/dev/null && [ -x "$root/.venv/bin/python" ]; then
        source=$(median env QT_QPA_PLATFORM=xcb xvfb-run -a -s "-screen 0 1366x768x24" "$root/.venv/bin/python" -m villagedesk --self-test --window)
    fi
    good "window painted under Xvfb after $package ms (run from the sources here: ${source:-not tried} ms)"
}

# What else an operator or a helper asks of it, each of the package itself.
commands() {
    here mkdir -p /tmp/out
    here chown op /tmp/out
    try "the first day on a sheet" op villagedesk first-day /tmp/out/day.pdf
    try "a file for support" op villagedesk support /tmp/out
    try "a copy of the data" op villagedesk backup now
    try "copies read through" op villagedesk backup check
    try "which version runs" op villagedesk update
    try "the manual" op villagedesk manual /tmp/out/manual.pdf
    told 1 "a label that is none" op villagedesk verify V1:nothing
    told 1 "a sync without a centre" op villagedesk sync --once
    told 1 "an update that is none" op villagedesk update /etc/hostname
    # The practice room is made, and its window stays open until it is ended here.
    op timeout 60 xvfb-run -a -s "-screen 0 1366x768x24" villagedesk practice >"$place/practice" 2>&1 || true
    [ -s "$bare$home/practice-room/desk.db" ] && ! grep -q Traceback "$place/practice" && good "a practice room" || { bad "practice"; cat "$place/practice"; }
    [ -z "${VILLAGEDESK_TEST_DEMO:-}" ] || try "a whole demo day without a window" op villagedesk demo --headless --folder /tmp/out/demo --goods 2000
    here rm -rf "$home"
}

# try WORDS COMMAND...: it ends with 0. told STATUS WORDS COMMAND...: it ends with that, and a sentence instead of a crash.
try() { told 0 "$@"; }
told() {
    wanted=$1 words=$2 status=0
    shift 2
    "$@" >"$place/command" 2>&1 || status=$?
    if [ "$status" = "$wanted" ] && [ -s "$place/command" ] && ! grep -q Traceback "$place/command"; then good "$words"
    else bad "$words: ended with $status"; tail -n 8 "$place/command"; fi
}

before() {
    if [ -n "${1:-}" ]; then cp "$1" "$bare/tmp/old.deb"; else
        stage=$place/before
        dpkg-deb -R "$new" "$stage"
        mv "$stage/usr/lib/villagedesk/$(field "$new")" "$stage/usr/lib/villagedesk/0.0.1"
        sed -i "s/^Version: .*/Version: 0.0.1/" "$stage/DEBIAN/control"
        sed -i "s/^version=.*/version=0.0.1/" "$stage/DEBIAN/postinst"
        dpkg-deb --root-owner-group -Zgzip -z1 --build "$stage" "$bare/tmp/old.deb" >/dev/null
        rm -rf "$stage"
    fi
    old_version=$(field "$bare/tmp/old.deb")
    # Unpacked quickly: 20 upgrades are killed, and how tightly the file was packed is not what is asked.
    dpkg-deb -R "$new" "$place/new"
    dpkg-deb --root-owner-group -Zgzip -z1 --build "$place/new" "$bare/tmp/new.deb" >/dev/null
    rm -rf "$place/new"
    dpkg_i old || bad "installing the version before"
    [ "$(in_use)" = "$old_version" ] || bad "in use: $(in_use)"
}

# Real data of an older form, so that the program has something to lose; its key lies beside it. The version before opens it.
data() {
    op mkdir -p "$home"
    cp "$root/tests/data/databases/v0003.db" "$bare$home/desk.db"
    python3 -c 'print(bytes(range(32)).hex())' >"$bare$home/desk.key"
    here chown -R op:op /home/op
    here chmod 600 "$home/desk.key"
    actions=$(actions)
    [ -n "$actions" ] && good "data in place under $old_version: $actions" || bad "data"
    cp -a "$bare$home" "$place/data"
}
data_again() { rm -rf "${bare:?}$home" && cp -a "$place/data" "$bare$home"; }

# How many actions the data holds, asked of a fresh copy that is read through.
actions() {
    op villagedesk backup now >/dev/null 2>&1 || return 0
    op villagedesk backup check 2>/dev/null | grep KB | head -n 1 | sed 's/.*KB *//' | grep '[0-9]' || true
}

in_use() { basename "$(readlink "$bare/usr/lib/villagedesk/current")"; }
# Whole, starts, and reads its data.
is_whole() { here sh -c 'cd /usr/lib/villagedesk/current && sha256sum --quiet --check manifest' >/dev/null 2>&1 && op villagedesk --version >/dev/null 2>&1; }
dpkg_i() { here dpkg -i "/tmp/$1.deb" >>"$place/log" 2>&1; }
forms() { find "$bare$home/backups" -name 'before-*' 2>/dev/null | wc -l; }

upgrade() {
    forms=$(forms)
    begun=$(date +%s%N)
    here dpkg -i /tmp/new.deb >"$place/upgrade" 2>&1 || bad "upgrade"
    took=$((($(date +%s%N) - begun) / 1000000))
    [ "$(in_use)" = "$(field "$new")" ] && is_whole && [ "$(actions)" = "$actions" ] && good "upgrade in $took ms, data: $actions" || bad "upgrade"
    copy=$(grep -o 'desk-[0-9TZ]*\.db' "$place/upgrade" | head -n 1)
    [ -n "$copy" ] && good "a copy of the data was taken before: $copy" || bad "no copy before the upgrade"
    [ "$(forms)" -gt "$forms" ] && good "the form of the database changed; another copy was taken before that" || say "        the database has the same form in both versions"
    [ -x "$bare/usr/lib/villagedesk/kept/$old_version/villagedesk" ] && good "the version before is kept" || bad "kept"
}

# As the operator does it: one click, and at the next start of the window the version before runs with its data.
back() {
    op villagedesk update back >"$place/back" 2>&1 || { bad "back"; cat "$place/back"; }
    op timeout 40 xvfb-run -a -s "-screen 0 1366x768x24" villagedesk >"$place/window-back" 2>&1 || true
    [ "$(actions)" = "$actions" ] && grep -q "\"$old_version\"" "$bare$home/program.json" && good "back to $old_version by one click, its data: $(actions)" ||
        { bad "back to $old_version: $(op villagedesk --version) $(actions)"; cat "$place/back" "$place/window-back"; }
}

# A package of which only half was copied, and one with a changed byte: dpkg says so, and what was there goes on.
spoiled() {
    dpkg_i old || bad "the version before cannot be installed again"
    data_again
    size=$(wc -c <"$bare/tmp/new.deb")
    head -c $((size / 2)) "$bare/tmp/new.deb" >"$bare/tmp/half.deb"
    cp "$bare/tmp/new.deb" "$bare/tmp/changed.deb"
    printf 'XXXXXXXX' | dd of="$bare/tmp/changed.deb" bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
    for how in half changed; do
        status=0
        here dpkg -i "/tmp/$how.deb" >"$place/$how" 2>&1 || status=$?
        [ "$status" != 0 ] && [ "$(in_use)" = "$old_version" ] && is_whole && [ "$(actions)" = "$actions" ] &&
            good "$how package refused, $old_version goes on: $(grep -i error "$place/$how" | head -n 1)" ||
            { bad "$how package: ended with $status, in use: $(in_use)"; cat "$place/$how"; }
        dpkg_i old || { here dpkg --configure -a >>"$place/log" 2>&1; dpkg_i old; } || bad "cannot go on after a $how package"
        rm "$bare/tmp/$how.deb"
    done
}

# Kills everything that the upgrade started: after each of 14 equal steps of the time it takes, and six times right after
# the switch, before dpkg has written down that it is done.
killed() {
    olds=0 news=0 late=0
    for step in $(seq 1 20); do
        dpkg_i old || { here dpkg --configure -a >>"$place/log" 2>&1; dpkg_i old || bad "step $step: cannot go back"; }
        data_again
        setsid sh -c "exec unshare -n chroot $bare env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 dpkg -i /tmp/new.deb" >>"$place/log" 2>&1 &
        group=$!
        if [ "$step" -le 14 ]; then sleep "$(awk "BEGIN { print $took * $step / 15000 }")"; else
            while [ "$(in_use)" != "$(field "$new")" ] && env kill -0 "$group" 2>/dev/null; do sleep 0.01; done
            sleep "$(awk "BEGIN { print ($step - 15) / 50 }")"
        fi
        # Not the shell's own kill: that of dash knows no groups, and says so where nobody hears it.
        env kill -s KILL -- "-$group" 2>/dev/null || late=$((late + 1))
        wait "$group" 2>/dev/null || true
        now=$(in_use)
        case $now in
            "$old_version") olds=$((olds + 1)) ;;
            "$(field "$new")") news=$((news + 1)) ;;
            *) bad "step $step: neither old nor new but $now" ;;
        esac
        is_whole || bad "step $step: $now is not whole"
        [ "$(actions)" = "$actions" ] || bad "step $step: the data"
        here dpkg --configure -a >>"$place/log" 2>&1 || true
        dpkg_i new || bad "step $step: cannot be finished"
        [ "$(in_use)" = "$(field "$new")" ] || bad "step $step: not finished"
    done
    [ "$(actions)" = "$actions" ] || bad "the data after 20 kills"
    [ "$late" -lt 5 ] && [ "$olds" -gt 0 ] && [ "$news" -gt 0 ] || bad "$late of the kills came too late or did nothing"
    good "killed at 20 places, $late of them too late: $olds times the old program, $news times the new one, never between; data: $actions"
}

remove() {
    here apt-get remove -y -q villagedesk >"$place/removed" 2>&1 || bad "remove"
    grep -q "$home" "$place/removed" && [ -s "$bare$home/desk.db" ] && good "removed; says that the data stays in $home" || bad "removal"
    [ ! -e "$bare/usr/lib/villagedesk" ] && good "nothing of the program is left" || bad "left: $(find "$bare/usr/lib/villagedesk" | head -n 3)"
}

say "$(date -u +%F) $(basename "$new") on Debian $(cut -d. -f1 "$base/etc/debian_version" 2>/dev/null || echo 12)"
system
install_it
window
commands
before "${2:-}"
data
upgrade
back
spoiled
killed
remove
exit $failed
