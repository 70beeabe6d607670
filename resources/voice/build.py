"""Records the clips that are heard where the system has no voice of its own; run it when phrases or units change.

    apt-get install espeak-ng sox && .venv/bin/python resources/voice/build.py

Every word of ``domain/spoken.py`` becomes one file of 12 kHz, mono, mu-law: ``zh_CN/w014.wav``, and ``clips.tsv`` says which
file says what. A centre with a good speaker can record a file anew; the name stays the same.
"""

import subprocess
import tempfile
from pathlib import Path

from villagedesk import i18n
from villagedesk.domain import spoken

HERE = Path(__file__).parent
VOICES = {"zh_CN": ("cmn-latn-pinyin", "165"), "en": ("en-gb", "160")}
RATE = "12000"

# What the voice would read with another tone.
READ_AS = {"只": "zhi1", "要是涨价，超过": "yao4 shi4 zhang3 jia4, chao1 guo4"}

# Silence at both ends would stand between the digits of a number; a little is left, so that no consonant is cut.
TRIM = [
    "silence",
    "1",
    "0.004",
    "0.5%",
    "reverse",
    "silence",
    "1",
    "0.004",
    "0.5%",
    "pad",
    "0.015",
    "reverse",
    "pad",
    "0.01",
]


def record(language: str, said: str, file: Path) -> None:
    """One clip."""
    voice, speed = VOICES[language]
    with tempfile.TemporaryDirectory() as folder:
        raw = str(Path(folder, "raw.wav"))
        subprocess.run(["espeak-ng", "-v", voice, "-s", speed, "-w", raw, READ_AS.get(said, said)], check=True)
        loud = ["gain", "-n", "-3"]
        subprocess.run(["sox", "-R", raw, "-e", "u-law", "-r", RATE, "-c", "1", str(file), *TRIM, *loud], check=True)


def everything(language: str) -> list[tuple[str, str]]:
    """What is recorded in a language: (name of the file, what is said)."""
    words = list(dict.fromkeys(spoken.number_words(language)))
    found = [(f"w{at:03d}.wav", word) for at, word in enumerate(words)]
    with i18n.speaking(language):
        found += [(f"p{at:03d}.wav", i18n._(phrase)) for at, phrase in enumerate(spoken.PHRASES)]
    return found


def main() -> None:
    """Record all languages anew."""
    for language in VOICES:
        folder = HERE / language
        folder.mkdir(exist_ok=True)
        for old in folder.glob("*.wav"):
            old.unlink()
        found = everything(language)
        for name, said in found:
            record(language, said, folder / name)
        lines = [f"{name}\t{said}\n" for name, said in found]
        (folder / "clips.tsv").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
