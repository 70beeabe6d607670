# Puts the folder of the program into a .deb; sourced by build.sh, which brings root, say and fail.
# shellcheck shell=sh disable=SC2154 # sourced: names come from the other parts

# Each version has a folder of its own and `current` points to the one in use, so that an upgrade that is cut off leaves
# the old program or the new one, never a mixture. The link is no file of the package: only its scripts move it.
LIB=usr/lib/villagedesk

# build_deb FOLDER TARGET [VERSION]: makes TARGET/villagedesk_VERSION_ARCH.deb of the program's folder.
build_deb() {
    has dpkg-deb || fail "dpkg-deb is needed; it comes with Debian and its family."
    version=${3:-$(program_version)}
    arch=$(dpkg --print-architecture)
    stage=$(mktemp -d)
    mkdir -p "$stage/DEBIAN" "$stage/$LIB" "$stage/usr/bin" "$stage/usr/share/doc/villagedesk" "$stage/usr/share/applications" \
        "$stage/usr/share/icons/hicolor/scalable/apps" "$stage/usr/share/icons/hicolor/256x256/apps" "$stage/usr/lib/systemd/user"
    cp -a "$1" "$stage/$LIB/$version"
    # What is in the folder, so that whoever switches to it knows that all of it is there.
    (cd "$stage/$LIB/$version" && find . -type f ! -name manifest -print0 | LC_ALL=C sort -z | xargs -0 sha256sum >manifest)
    cp "$root/installer/debian/villagedesk" "$stage/usr/bin/villagedesk"
    cp "$root"/installer/debian/*.desktop "$stage/usr/share/applications/"
    cp "$root/installer/debian/villagedesk.svg" "$stage/usr/share/icons/hicolor/scalable/apps/"
    cp "$root/installer/debian/villagedesk.png" "$stage/usr/share/icons/hicolor/256x256/apps/"
    cp "$root"/installer/debian/villagedesk-sync.* "$stage/usr/lib/systemd/user/"
    cp "$root/LICENSE" "$stage/usr/share/doc/villagedesk/copyright"
    gzip -9nc "$root/CHANGELOG.md" >"$stage/usr/share/doc/villagedesk/changelog.gz"
    # What to do on the first day, on one sheet, to be printed and laid beside the computer.
    VILLAGEDESK_HOME="$stage/none" "$1/villagedesk" first-day "$stage/usr/share/doc/villagedesk/" >&2
    rm -rf "$stage/none"
    for script in preinst postinst prerm postrm; do
        sed "s/@VERSION@/$version/g" "$root/installer/debian/$script" >"$stage/DEBIAN/$script"
    done
    sed -e "s/@VERSION@/$version/; s/@ARCH@/$arch/; s/@SIZE@/$(du -sk "$stage/usr" | cut -f 1)/" \
        -e "s/@GLIBC@/$(glibc_needed "$1")/" "$root/installer/debian/control" >"$stage/DEBIAN/control"
    chmod -R u=rwX,go=rX "$stage"
    chmod 755 "$stage/usr/bin/villagedesk" "$stage"/DEBIAN/p*
    mkdir -p "$2"
    deb="$2/villagedesk_${version}_$arch.deb"
    say "Packing it."
    dpkg-deb --root-owner-group -Zxz "-z${DEB_LEVEL:-6}" --build "$stage" "$deb" >&2
    rm -rf "$stage"
    say "$deb: $(($(wc -c <"$deb") / 1000000)) MB, needs glibc $(glibc_needed "$1")"
}

program_version() {
    sed -n 's/^__version__ = "\(.*\)"/\1/p' "$root/src/villagedesk/__init__.py"
}
