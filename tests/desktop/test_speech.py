"""The counter's voice: clips put together, the system's voice in its own process, and silence where there is none."""

import struct
import sys
import time

import pytest
from shiboken6 import isValid

from villagedesk import i18n, paths
from villagedesk.desktop.more.voice_trial import VoiceTrial
from villagedesk.desktop.speech import clips, system_voice
from villagedesk.desktop.speech import player as player_module
from villagedesk.desktop.speech.button import SpeakButton
from villagedesk.desktop.speech.player import Player
from villagedesk.desktop.speech.speech import Speech
from villagedesk.desktop.speech.system_voice import SystemVoice
from villagedesk.domain import spoken
from villagedesk.domain.spoken import Amount, Code, Count, Name, Pause, Phrase
from villagedesk.settings import Settings

ORDER = [Phrase(spoken.YOU_WANT), Pause(), Count(2, "袋"), Name("洗衣粉"), Amount(6380)]


def python(code):
    """A "player" made of a few words of Python; the file comes as its last argument."""
    return (sys.executable, "-c", code)


@pytest.fixture
def speech(qapp):
    made = Speech(Settings(language="en"))
    yield made
    made.close()


def played(speech, monkeypatch):
    files = []
    monkeypatch.setattr(speech.player, "play", lambda file: files.append(file.read_bytes()))
    return files


@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
def test_everything_that_can_be_said_was_recorded(language):
    with i18n.speaking(language):
        said = [*spoken.number_words(language), *(i18n._(phrase) for phrase in spoken.PHRASES)]
    missing = [word for word in said if len(clips.recorded(language, word)) < clips.RATE // 20]
    assert not missing, "run resources/voice/build.py"
    assert sum(file.stat().st_size for file in paths.resource(f"voice/{language}").iterdir()) < 750_000


def test_a_sentence_is_its_words_in_a_row():
    sound = clips.samples(clips.sentence(ORDER, "zh_CN"))
    words = ["您要买", "两", "袋", *"六十三元八角"]
    least = sum(2 * len(clips.recorded("zh_CN", word)) for word in words)
    assert least < len(sound) < least + 2 * clips.RATE
    assert clips.sentence([Name("洗衣粉"), Pause()], "zh_CN") == b"", "a name alone was never recorded"


def test_mu_law_is_read_as_the_standard_says():
    # Values of G.711: both zeros, the loudest of each side, and one in the middle.
    assert [clips._linear(byte) for byte in (0xFF, 0x7F, 0x80, 0x00, 0xB7)] == [0, 0, 32124, -32124, 3004]


def test_the_volume_is_in_the_sentence():
    loud, soft = (
        [abs(v) for (v,) in struct.iter_unpack("<h", clips.samples(clips.sentence(ORDER, "en", n)))] for n in (100, 25)
    )
    assert max(soft) == pytest.approx(max(loud) / 4, abs=2)


def test_a_long_order_is_put_together_at_once():
    parts = ORDER * 20
    clips.sentence(parts, "zh_CN")
    begin = time.perf_counter()
    clips.sentence(parts, "zh_CN")
    assert time.perf_counter() - begin < 0.3, "about 60 seconds of speech"


def test_the_clips_speak_while_the_system_has_no_voice(speech, monkeypatch):
    files = played(speech, monkeypatch)
    speech.say(ORDER)
    assert speech.speaking()
    assert files == [clips.sentence(ORDER, "en")]
    speech.player.ended.emit(True)
    assert not speech.speaking()


def test_a_new_sentence_ends_the_one_before(speech, monkeypatch, qtbot):
    played(speech, monkeypatch)
    ends = []
    speech.ended.connect(lambda: ends.append(1))
    speech.say(ORDER)
    speech.say([Code("123")])
    assert ends == [1]
    assert speech.speaking()
    speech.stop()
    assert (ends, speech.speaking()) == ([1, 1], False)


def test_nothing_recorded_is_nothing_said(speech, monkeypatch):
    files = played(speech, monkeypatch)
    speech.say([Name("阿依古丽·买买提")])
    assert not speech.speaking()
    assert files == []


def test_the_player_takes_the_next_program_when_one_finds_no_loudspeaker(qtbot, monkeypatch, tmp_path):
    heard = tmp_path / "heard"
    monkeypatch.setattr(
        player_module,
        "players",
        lambda: (
            (str(tmp_path / "no such program"),),
            python("raise SystemExit(1)"),
            python(f"import sys; open({str(heard)!r}, 'w').write(sys.argv[1])"),
        ),
    )
    made = Player()
    with qtbot.waitSignal(made.ended) as told:
        made.play(tmp_path / "a.wav")
    assert told.args == [True]
    assert heard.read_text() == str(tmp_path / "a.wav")
    assert made.works


def test_without_any_player_it_is_told_once_and_nothing_breaks(qtbot, tmp_path):
    made = Player()
    with qtbot.waitSignal(made.ended) as told:
        made.play(tmp_path / "a.wav")
    assert (told.args, made.works, made.busy()) == ([False], False, False)


def test_stopping_is_silence_at_once(qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(player_module, "players", lambda: (python("import time; time.sleep(60)"),))
    made = Player()
    ends = []
    made.ended.connect(ends.append)
    made.play(tmp_path / "a.wav")
    process = made._process
    made.stop()
    assert not made.busy()
    qtbot.waitUntil(lambda: not isValid(process))  # it has ended, and is gone
    assert ends == []


def test_the_voice_of_the_system_speaks_in_a_process_of_its_own(qtbot, qapp):
    voice = SystemVoice(engine="mock")  # Qt's engine that pretends: it knows English and no Chinese
    try:
        with qtbot.waitSignal(voice.found, timeout=10_000):
            voice.look()
        assert voice.languages == {"en"}
        with qtbot.waitSignal(voice.ended, timeout=10_000) as told:
            voice.say("you want to buy", "en", 100)
        assert told.args == [True]
        voice.say("a long sentence " * 40, "en", 100)
        voice.stop()
        process = voice._process
        with qtbot.waitSignal(voice.ended, timeout=10_000) as told:
            voice.say("x " * 200, "en", 100)
            process.kill()
        assert told.args == [False]
        assert voice.languages == frozenset()
    finally:
        voice.close()


def test_the_system_speaks_where_it_has_a_voice_and_the_clips_elsewhere(speech, monkeypatch):
    files, texts = played(speech, monkeypatch), []
    monkeypatch.setattr(speech.system, "say", lambda text, language, volume: texts.append((text, language, volume)))
    speech.system.languages = frozenset({"en"})
    assert speech.reads_anything()
    speech.say(ORDER)
    assert texts == [(spoken.text(ORDER, "en"), "en", 100)]
    i18n.set_language("zh_CN")
    assert not speech.reads_anything()
    speech.say(ORDER)
    assert (len(texts), len(files)) == (1, 1)


def test_the_button_says_it_stops_it_and_is_quiet_when_it_is_gone(speech, monkeypatch, qtbot):
    played(speech, monkeypatch)
    button = SpeakButton(speech, lambda: ORDER)
    qtbot.addWidget(button)
    button.show()
    assert "Read aloud" in button.text()
    assert "F11" in button.text()
    button.click()
    assert speech.speaking()
    assert "Stop" in button.text()
    button.click()
    assert not speech.speaking()
    button.click()
    button.hide()
    assert not speech.speaking()
    assert "Read aloud" in button.text()


def test_the_voice_and_the_sounds_are_tried(desk, qtbot):
    trial = VoiceTrial(desk)
    qtbot.addWidget(trial)
    assert "Recorded words" in trial.line.text()
    trial.sounds["wrong"].click()
    qtbot.waitUntil(lambda: "no loudspeaker" in trial.line.text())
    i18n.set_language("zh_CN")
    trial.retranslate()
    assert "喇叭" in trial.line.text()
    trial.voice.click()
    assert desk.speech.speaking()
    desk.speech.player.works = desk.sounds.player.works = True
    desk.speech.system.languages = frozenset({"zh_CN"})
    desk.speech.voices_changed.emit()
    assert trial.line.text() == "用电脑自带的语音，什么都能念。"


def test_a_process_without_a_voice_for_the_window_ends_by_itself(qtbot, monkeypatch, speech):
    monkeypatch.setattr(speech, "system", SystemVoice(speech, engine="mock"))
    speech.system.found.connect(speech._on_found)
    played(speech, monkeypatch)
    i18n.set_language("zh_CN")
    with qtbot.waitSignal(speech.voices_changed, timeout=10_000):
        speech.look_for_voices()
    assert not speech.reads_anything()
    qtbot.waitUntil(lambda: speech.system._process is None, timeout=10_000)
    i18n.set_language("en")
    with qtbot.waitSignal(speech.voices_changed, timeout=10_000):
        speech.say(ORDER)  # the clips speak, and it is looked again
    assert speech.reads_anything()


def test_a_speech_service_that_hangs_is_given_up(qtbot, monkeypatch):
    monkeypatch.setattr(system_voice, "_may_have_voices", lambda: True)
    voice = SystemVoice()
    monkeypatch.setattr(voice, "command", lambda: python("import time; time.sleep(60)"))
    voice._patience.setInterval(100)
    with qtbot.waitSignal(voice.found, timeout=5000):
        voice.look()
    assert voice.languages == frozenset()
    assert voice._process is None
