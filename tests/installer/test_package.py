"""What goes into the package, the .deb made of it, and the setup for Windows: all but the program itself, which is slow."""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import KEY
from villagedesk import __version__, i18n, versions
from villagedesk.__main__ import _parser
from villagedesk.store.backup import take_backup
from villagedesk.sync import backup_command

ROOT = Path(__file__).parents[2]
INSTALLER = ROOT / "installer"
sys.path.insert(0, str(INSTALLER / "package"))
import contents  # noqa: E402
import licences  # noqa: E402


def test_everything_of_ours_that_is_not_python_goes_in():
    found = {f"{folder}/{Path(file).name}" for file, folder in contents.data_files(ROOT)}
    for wanted in (
        "resources/fonts/NotoSansSC_400Regular.ttf",
        "resources/fonts/OFL.txt",
        "resources/style.qss",
        "resources/help/zh_CN/today.md",
        "resources/divisions/divisions.zst",
        "resources/pinyin.txt",
        "resources/wire/dictionary-1",
        "villagedesk/store/migrations/m0001_start.sql",
        "villagedesk/central/console/templates/base.html",
    ):
        assert wanted in found
    assert {Path(name).parts[1] for name in found if name.startswith("resources/")} >= {
        "rules",
        "voice",
        "sounds",
        "kinds",
    }
    assert not [name for name in found if name.endswith((".py", ".pyc")) or "readme" in name]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", True),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/Qt/lib/libQt6WebEngineCore.so.6", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("babel/locale-data/zh_Hans_CN.dat", True),
        ("babel/locale-data/en.dat", True),
        ("babel/locale-data/root.dat", True),
        ("babel/locale-data/de.dat", False),
        ("babel/global.dat", True),
        ("libpython3.11.so.1.0", True),
        ("libcrypto.so.3", True),
        ("libQt6Pdf.so.6", False),
        ("libstdc++.so.6", False),  # the system's, which its drawing libraries need as well
        ("libglib-2.0.so.0", False),
        ("sqlcipher3/_sqlite3.cpython-311-x86_64-linux-gnu.so", True),
        ("resources\\rules\\2026-02.json", True),  # as on Windows
    ],
)
def test_what_nobody_needs_stays_out(name, wanted):
    assert contents.is_wanted(name) is wanted


def test_every_library_brings_its_licence(tmp_path):
    found = licences.collect(
        ["sqlmodel", "PySide6.QtCore", "zstandard", "os", "villagedesk.paths"], ROOT, tmp_path / "l"
    )
    assert {"sqlmodel", "PySide6", "zstandard"} <= set(found)
    index = (tmp_path / "l" / "INDEX.txt").read_text(encoding="utf-8")
    for line in index.splitlines():
        place = tmp_path / "l" / re.split("; |: ", line)[-1].rstrip("/")
        assert place.is_file() or list(place.iterdir()), line
    for name in ("qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt", "Python.txt", "Village Desk.txt", "Fonts OFL.txt"):
        assert (tmp_path / "l" / name).stat().st_size > 900


def test_a_library_without_a_licence_is_not_packed(tmp_path, monkeypatch):
    monkeypatch.setattr(licences, "_NAMES", ("no such file",))
    monkeypatch.setattr(licences, "_licence", lambda _found: "")
    with pytest.raises(SystemExit, match="sqlmodel"):
        licences.collect(["sqlmodel"], ROOT, tmp_path / "l")


@pytest.mark.parametrize(
    "script", sorted([*INSTALLER.glob("*.sh"), *INSTALLER.glob("debian/p*t*"), INSTALLER / "package/deb.sh"])
)
def test_the_scripts_can_be_read_by_a_plain_shell(script):
    if script.suffix == ".png":
        return
    done = subprocess.run(["sh", "-n", str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_try_of_a_package_counts_the_actions_that_the_data_holds(
    store, operator, home, tmp_path, language, monkeypatch
):
    """Both tries compare what ``villagedesk backup check`` says of the newest copy; other lines are no figure."""
    i18n.set_language(language)
    monkeypatch.setattr(backup_command, "load_key", lambda _home, **_more: KEY)
    take_backup(store)
    lines = []
    assert backup_command.run(home, "check", lines.append) == 0
    said = tmp_path / "said"
    said.write_text("\n".join(lines), encoding="utf-8")
    function = re.search(r"^actions\(\) \{.*?^\}", (INSTALLER / "test_deb.sh").read_text("utf-8"), re.M | re.S)[0]
    script = f'set -eu\nop() {{ cat "{said}"; }}\n{function}\nfound=$(actions)\necho "$found"'
    found = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    with store.read() as s:
        count = s.connection().exec_driver_sql("SELECT count(*) FROM event").scalar()
    assert re.search(r"\d+", found)[0] == str(count)
    said.write_text("", encoding="utf-8")
    assert subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout == "\n"


@pytest.fixture(scope="module")
def deb(tmp_path_factory):
    """A .deb of a program that is three lines long."""
    if shutil.which("dpkg-deb") is None:
        pytest.skip("dpkg-deb is not here")
    place = tmp_path_factory.mktemp("deb")
    folder = place / "villagedesk"
    (folder / "_internal").mkdir(parents=True)
    (folder / "villagedesk").write_text("#!/bin/sh\n# GLIBC_2.31\necho hello\n", encoding="utf-8")
    (folder / "villagedesk").chmod(0o755)
    (folder / "_internal" / "words.txt").write_text("words", encoding="utf-8")
    script = f"""
set -eu
root={ROOT}
say() {{ :; }}
has() {{ command -v "$1" >/dev/null; }}
glibc_needed() {{ echo 2.31; }}
DEB_LEVEL=0
. "$root/installer/package/deb.sh"
build_deb {folder} {place} 9.8.7
"""
    subprocess.run(["sh", "-c", script], check=True, capture_output=True)
    subprocess.run(["dpkg-deb", "-R", *place.glob("*.deb"), place / "out"], check=True)
    return place / "out"


def test_the_deb_has_each_version_in_a_folder_of_its_own(deb):
    folder = deb / "usr/lib/villagedesk/9.8.7"
    manifest = dict(reversed(line.split("  ")) for line in (folder / "manifest").read_text().splitlines())
    assert set(manifest) == {"./villagedesk", "./_internal/words.txt"}
    assert manifest["./_internal/words.txt"] == hashlib.sha256(b"words").hexdigest()
    assert (folder / "villagedesk").stat().st_mode & 0o111
    assert not (deb / "usr/lib/villagedesk/current").is_symlink()  # only the scripts move it
    for script in ("preinst", "postinst", "prerm", "postrm"):
        text = (deb / "DEBIAN" / script).read_text(encoding="utf-8")
        assert "@" not in text.replace("$@", "")
        assert (deb / "DEBIAN" / script).stat().st_mode & 0o111
    assert "version=9.8.7" in (deb / "DEBIAN/postinst").read_text(encoding="utf-8")


def test_the_deb_names_what_it_needs(deb):
    control = (deb / "DEBIAN/control").read_text(encoding="utf-8")
    fields = dict(line.split(": ", 1) for line in control.splitlines() if re.match(r"[A-Z][\w-]*: ", line))
    assert fields["Version"] == "9.8.7"
    assert int(fields["Installed-Size"]) > 10
    needed = {name.strip().split()[0] for group in fields["Depends"].split(",") for name in group.split("|")}
    system = (INSTALLER / "system.sh").read_text(encoding="utf-8")
    from_sources = set(" ".join(re.findall(r'^(?:DRAWING|SCREEN|PAPER_AND_SOUND)="(.*)"', system, re.M)).split())
    assert from_sources <= needed
    assert "libc6 (>= 2.31)" in fields["Depends"]


def test_the_deb_has_a_menu_entry_and_a_timer(deb):
    for name in ("villagedesk", "villagedesk-practice", "villagedesk-support"):
        entry = (deb / f"usr/share/applications/{name}.desktop").read_text(encoding="utf-8")
        assert "Name[zh_CN]=村服务台" in entry
        words = re.search("^Exec=villagedesk ?(.*)$", entry, re.M)[1].split()
        assert _parser().parse_args(words).run
        icon = re.search("^Icon=(.*)$", entry, re.M)[1]
        assert (deb / f"usr/share/icons/hicolor/scalable/apps/{icon}.svg").is_file()
    timer = (deb / "usr/lib/systemd/user/villagedesk-sync.timer").read_text(encoding="utf-8")
    assert "WantedBy=timers.target" in timer
    service = (deb / "usr/lib/systemd/user/villagedesk-sync.service").read_text(encoding="utf-8")
    assert "ExecStart=/usr/bin/villagedesk sync --once" in service
    assert "\nSuccessExitStatus=1 3\n" in service  # no line; the window syncs


class Upgraded:
    """The package's scripts, run as dpkg runs them, on a folder instead of the system, with one operator who has data."""

    def __init__(self, deb: Path, place: Path) -> None:
        self.deb, self.lib, self.commands = deb, place / "lib", place / "bin"
        self.data = place / "op/.local/share/villagedesk"
        self.data.mkdir(parents=True)
        (self.data / "desk.db").touch()
        self.commands.mkdir()
        self.command("getent", f'echo "op:x:1000:1000:op:{place / "op"}:/bin/sh"')
        self.command("runuser", 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"')
        self.command("systemctl", "exit 0")
        old = self.lib / "0.0.1"
        old.mkdir(parents=True)
        (old / "villagedesk").write_text('#!/bin/sh\necho "0.0.1 $*"\n', encoding="utf-8")
        (old / "villagedesk").chmod(0o755)
        (self.lib / "current").symlink_to("0.0.1")

    def command(self, name: str, script: str) -> None:
        (self.commands / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (self.commands / name).chmod(0o755)

    def run(self, script: str, *words: str) -> subprocess.CompletedProcess[str]:
        text = (self.deb / "DEBIAN" / script).read_text(encoding="utf-8").replace("/usr/lib/villagedesk", str(self.lib))
        return subprocess.run(
            ["sh", "-c", text, script, *words], env={"PATH": f"{self.commands}:/usr/bin:/bin"}, capture_output=True,
            text=True, check=False,
        )  # fmt: skip

    def unpack(self) -> None:
        """What dpkg does between the scripts: the new files come, the old ones go."""
        shutil.copytree(self.deb / "usr/lib/villagedesk/9.8.7", self.lib / "9.8.7")
        shutil.rmtree(self.lib / "0.0.1")

    def starts(self) -> str:
        return subprocess.run([self.lib / "current/villagedesk"], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def upgraded(deb, tmp_path):
    return Upgraded(deb, tmp_path)


def test_an_upgrade_takes_a_copy_first_and_has_a_whole_program_at_every_step(upgraded):
    done = upgraded.run("preinst", "upgrade", "0.0.1", "9.8.7")
    assert done.returncode == 0, done.stderr
    assert "op: 0.0.1 backup now" in done.stdout
    assert upgraded.starts() == "0.0.1 \n"
    # Cut off here and begun once more, also after the old files went.
    assert upgraded.run("preinst", "upgrade", "0.0.1", "9.8.7").returncode == 0
    upgraded.unpack()
    assert upgraded.starts() == "0.0.1 \n"
    assert upgraded.run("postinst", "configure", "0.0.1").returncode == 0
    assert upgraded.starts() == "hello\n"
    assert [path.name for path in (upgraded.lib / "kept").iterdir()] == ["0.0.1"]


def test_files_that_are_not_whole_are_never_switched_to(upgraded):
    upgraded.run("preinst", "upgrade", "0.0.1", "9.8.7")
    upgraded.unpack()
    (upgraded.lib / "9.8.7/_internal/words.txt").write_text("wordz", encoding="utf-8")
    done = upgraded.run("postinst", "configure", "0.0.1")
    assert done.returncode == 1
    assert "not whole on this disk" in done.stderr
    assert "请再装一次" in done.stderr
    assert upgraded.starts() == "0.0.1 \n"


def test_no_copy_is_told_and_does_not_stop_an_upgrade(upgraded):
    upgraded.command("runuser", "echo the disk is full; exit 1")
    done = upgraded.run("preinst", "upgrade", "0.0.1", "9.8.7")
    assert done.returncode == 0
    assert "No copy of the data of op was taken: the disk is full" in done.stderr
    assert "没能给 op 的数据留备份" in done.stderr


def test_removal_leaves_the_data_and_says_where_in_both_languages(upgraded):
    shutil.rmtree(upgraded.lib / "0.0.1")  # as dpkg does before
    done = upgraded.run("postrm", "remove")
    assert done.returncode == 0
    assert not upgraded.lib.exists()
    assert (upgraded.data / "desk.db").exists()
    assert done.stderr.count(str(upgraded.data)) == 2
    assert "村服务台的数据还在这台电脑上" in done.stderr


WINDOWS = INSTALLER / "windows"


def test_the_setup_for_windows_says_everything_in_both_languages():
    words = re.findall(
        r"^LangString (\w+) \$\{LANG_(\w+)\} \"(.+)\"$", (WINDOWS / "words.nsh").read_text("utf-8"), re.M
    )
    names = {language: {name for name, lang, _ in words if lang == language} for language in ("SIMPCHINESE", "ENGLISH")}
    assert names["SIMPCHINESE"] == names["ENGLISH"]
    script = (WINDOWS / "villagedesk.nsi").read_text("utf-8")
    assert set(re.findall(r"\$\((\w+)\)", script)) == names["ENGLISH"]
    for name, language, text in words:
        chinese = sum("一" <= letter <= "龥" for letter in text)
        assert bool(chinese) == (language == "SIMPCHINESE"), name
    for language in ("县平台的网页", "pages of your county's platform"):
        assert language in next(text for name, lang, text in words if name == "TooOld" and language in text)


def test_the_setup_for_windows_never_removes_data():
    script = (WINDOWS / "villagedesk.nsi").read_text("utf-8")
    for line in re.findall(r"^\s*(?:RMDir|Delete)\b.*$", script, re.M):
        assert "$INSTDIR" in line or "$SMPROGRAMS" in line or "$DESKTOP" in line
        assert "LOCALAPPDATA" not in line
    assert '"$INSTDIR\\current"' in script


def test_the_setup_for_windows_keeps_the_version_before_where_one_press_goes_back_to_it(tmp_path, monkeypatch):
    script = (WINDOWS / "villagedesk.nsi").read_text("utf-8")
    assert 'ReadRegStr $1 HKCU "${KEY}" "DisplayVersion"' in script
    assert 'Rename "$INSTDIR\\current" "$INSTDIR\\kept\\$1"' in script
    # The program looks for it there, from the folder that is in use.
    for place in ("current", "kept/0.0.9"):
        (tmp_path / place / "licences").mkdir(parents=True)
        (tmp_path / place / "villagedesk.exe").touch()
    monkeypatch.setattr(versions, "_EXECUTABLE", "villagedesk.exe")
    monkeypatch.setattr("sys.executable", str(tmp_path / "current/villagedesk.exe"))
    assert versions.kept_version(tmp_path / "home") == "0.0.9"
    assert versions.program_of(tmp_path / "home", "0.0.9") == tmp_path / "kept/0.0.9/villagedesk.exe"


def test_the_setup_for_windows_leaves_no_shortcut_of_the_other_language():
    script = (WINDOWS / "villagedesk.nsi").read_text("utf-8")
    removed = re.search(r"^!macro RemoveShortcuts$(.*?)^!macroend$", script, re.M | re.S)[1]
    names = re.findall(r'^LangString ProgramName .* "(.+)"$', (WINDOWS / "words.nsh").read_text("utf-8"), re.M)
    assert len(names) == 2
    for name in names:
        assert f'Delete "$DESKTOP\\{name}.lnk"' in removed
        assert f'RMDir /r "$SMPROGRAMS\\{name}"' in removed
    made, gone = script.index('CreateShortcut "$DESKTOP'), script.index('Section "uninstall"')
    used = [found.start() for found in re.finditer("!insertmacro RemoveShortcuts", script)]
    assert len(used) == 2
    assert used[0] < made < gone < used[1]


def test_the_setup_for_windows_removes_no_folder_that_may_be_somebody_elses():
    """Before it is sure that the place is ours, only a name that nobody else uses is cleared away."""
    script = (WINDOWS / "villagedesk.nsi").read_text("utf-8")
    section = script[script.index('Section "install"') : script.index("SectionEnd")]
    ours = section.index('${If} ${FileExists} "$INSTDIR\\current\\villagedesk.exe"')
    assert set(re.findall(r'RMDir /r "(.*)"', section[:ours])) == {"$INSTDIR\\villagedesk.new"}


def test_the_steps_for_windows_name_what_is_there():
    steps = (WINDOWS / "README.md").read_text("utf-8")
    for path in re.findall(r"(?<=[ ])((?:installer|translations|src)\\[\w.\\]+)", steps):
        assert (ROOT / path.replace("\\", "/")).exists(), path
    assert "never run so far" in steps.lower()
    assert f"-DVERSION={__version__} " in steps


def test_every_place_tells_the_same_version():
    """The package is named after one, pip asks the other; the README shows how it is installed."""
    assert f'\nversion = "{__version__}"\n' in (ROOT / "pyproject.toml").read_text("utf-8")
    named = re.findall(r"villagedesk_([\d.]+)_amd64\.deb", (ROOT / "README.md").read_text("utf-8"))
    assert set(named) == {__version__}


@pytest.mark.parametrize("language", ["SIMPCHINESE", "ENGLISH"])
def test_the_setup_for_windows_does_all_it_should(language):
    script = (WINDOWS / "villagedesk.nsi").read_text("utf-8")
    for wanted in (
        "${AtLeastWin10}",
        "schtasks /Create /F",
        "sync --once",
        "backup now",
        "--self-test",
        'CreateShortcut "$DESKTOP',
        'CreateShortcut "$SMPROGRAMS',
        '"support --desktop"',
        f'MUI_LANGUAGE "{language.replace("SIMPCHINESE", "SimpChinese").replace("ENGLISH", "English")}"',
    ):
        assert wanted in script, wanted
    # Refused before anything is written.
    assert script.index("$(TooOld)") < script.index('Section "install"')


def test_the_setup_for_windows_compiles(tmp_path):
    if shutil.which("makensis") is None:
        pytest.skip("makensis is not here (Debian's package nsis)")
    folder = tmp_path / "program"
    (folder / "licences").mkdir(parents=True)
    for name in ("villagedesk.exe", "villagedesk-console.exe", "licences/Village Desk.txt"):
        (folder / name).write_text("x", encoding="utf-8")
    out = tmp_path / "villagedesk-setup.exe"
    words = ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", "-DVERSION=1.2.3", f"-DFOLDER={folder}", f"-DOUT={out}"]
    done = subprocess.run([*words, str(WINDOWS / "villagedesk.nsi")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    data = out.read_bytes()
    assert data.startswith(b"MZ")
    assert b"NullsoftInst" in data
    assert (data.find(b"1.2.3".decode().encode("utf-16le"))) > 0  # in the file's properties
