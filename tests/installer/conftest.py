"""A computer to try the set-up on: the real scripts, ordinary tools, and stand-ins for what changes a system."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
# What every Debian has; nothing else of the real system can be reached.
TOOLS = """
    awk cat chmod cut dirname env find grep mkdir mktemp nproc readlink rm sed sh sha256sum sleep tail tee tr
"""


@dataclass
class Computer:
    """One invented computer: a folder of commands, a copy of the scripts, and a list of what was called."""

    root: Path
    bin: Path
    calls: Path
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, name: str, script: str) -> None:
        """Put a command in place that writes down how it was called and then does what `script` says."""
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f'#!/bin/sh\nprintf \'%s\\n\' "{name} $*" >>"{self.calls}"\n{script}\n')
        path.chmod(0o755)

    def installed(self, *packages: str) -> None:
        """Say which packages dpkg knows as installed."""
        lines = "\n".join(f"installed {package}" for package in packages)
        self.command("dpkg-query", f"cat <<'END'\n{lines}\nEND")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command there and wait for it."""
        return subprocess.run(
            command,
            cwd=self.root,
            env={"PATH": str(self.bin), "HOME": str(self.root.parent), **self.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def shell(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run lines of shell with the set-up's functions at hand."""
        return self.run("sh", "-euc", f'root="{self.root}"; . "$root/installer/setup.sh"; {script}')

    def called(self, name: str) -> list[str]:
        """How a command was called, in order."""
        if not self.calls.exists():
            return []
        return [line for line in self.calls.read_text().splitlines() if line.startswith(f"{name} ")]


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    """A bare computer with a copy of the scripts, a user without rights, and no Python."""
    made = Computer(root=tmp_path / "village desk", bin=tmp_path / "bin", calls=tmp_path / "calls")
    made.bin.mkdir()
    for tool in TOOLS.split():
        found = shutil.which(tool)
        assert found, tool
        (made.bin / tool).symlink_to(found)
    shutil.copytree(REPOSITORY / "installer", made.root / "installer", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(REPOSITORY / ".ci", made.root / ".ci")
    (made.root / "uv.lock").write_text("lock\n")
    (made.root / "pyproject.toml").write_text("project\n")
    made.installed()
    made.command("id", "echo 1000")
    made.command("uname", "echo x86_64")
    made.command("df", "echo head; echo /dev/disk 9 9 90000000 9 /")
    made.command("apt-cache", "exit 0")
    made.command("apt-get", "exit 0")
    return made


@pytest.fixture
def full_computer(computer: Computer) -> Computer:
    """The same with the packages of the system, Python and a uv that makes an environment of the real Python."""
    names = computer.shell('echo "$LIBRARIES $BROWSER"').stdout.split()
    computer.installed(*names)
    computer.command("python3", f'exec "{sys.executable}" "$@"')
    python = computer.root / ".venv" / "bin" / "python"
    computer.command(
        "uv",
        f"""[ "$1" = --version ] && echo "uv 0.13.9" && exit 0
[ "$1" = sync ] || exit 9
mkdir -p "{python.parent}"
printf '#!/bin/sh\\necho "venv-python $*" >>"%s"\\nexec "%s" "$@"\\n' "{computer.calls}" "{sys.executable}" >"{python}"
chmod +x "{python}" """,
    )
    computer.environment = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    return computer
