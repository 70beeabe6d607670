"""The forms: what they read, what they say, and that the keyboard is enough."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QTextLayout
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.scan_picture import read_codes
from villagedesk.desktop.widgets import (
    CardList,
    CardRow,
    ChipState,
    Choice,
    ChoiceButtons,
    Columns,
    DataTable,
    DateEdit,
    Field,
    FigureStrip,
    MoneyEdit,
    NumberEdit,
    PlainButton,
    PrimaryButton,
    QrLabel,
    SearchBox,
    Steps,
    SyncChip,
    Text,
    WeightEdit,
    column,
    flow,
    pair,
    parse_date,
    row,
    show_invalid,
)
from villagedesk.desktop.widgets.card_rows import whole_facts
from villagedesk.errors import Invalid, Refused


@pytest.fixture
def show(qtbot):
    """Show widgets in one window that has the focus."""
    windows = []  # qtbot only remembers them weakly

    def shown(*widgets, width=900):
        window = QWidget()
        windows.append(window)
        window.setLayout(column(*widgets))
        qtbot.addWidget(window)
        window.resize(width, 400)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return shown


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("4.20", 420),
        ("¥1,234.5", 123450),
        ("４．２", 420),
        ("35元", 3500),
        ("0", 0),
        ("-1", None),
        ("abc", None),
        ("1.234", None),
    ],
)
def test_money_is_read_exactly(typed, fen):
    edit = MoneyEdit("Price", name="price")
    edit.set_text(typed)
    assert edit.fen() == fen


def test_money_is_shown_with_two_decimals():
    edit = MoneyEdit("Price")
    edit.set_fen(7)
    assert edit.text() == "0.07"
    assert edit.fen() == 7


def test_nothing_may_be_asked_for_more_than_zero():
    edit = MoneyEdit("Price", name="price", zero=False)
    edit.set_text("0")
    with pytest.raises(Invalid) as caught:
        edit.read()
    assert caught.value.code == "must_be_more_than_zero"
    assert caught.value.field == "price"


def test_number():
    edit = NumberEdit("Pieces", name="pieces")
    edit.set_text("12")
    assert edit.value() == 12
    edit.set_text("1.5")
    assert edit.value() is None


def test_wrong_amount_says_so_when_left_and_keeps_what_was_typed(show, qtbot):
    money, other = MoneyEdit("Price", name="price"), Field("Name")
    show(money, other)
    money.edit.setFocus()
    QTest.keyClicks(money.edit, "12..5")
    other.edit.setFocus()
    assert "12.50" in money.error()
    assert money.text() == "12..5"
    assert money.edit.accessibleDescription() == money.error()
    money.edit.setFocus()
    QTest.keyClick(money.edit, Qt.Key.Key_Backspace)
    assert money.error() == ""


@pytest.mark.parametrize(
    ("unit", "typed", "grams"), [("jin", "620", 310_000), ("kg", "62.5", 62_500), ("jin", "0.001", None)]
)
def test_weight_in_the_farmers_unit(unit, typed, grams):
    edit = WeightEdit("Weight", unit=unit)
    edit.set_text(typed)
    assert edit.grams() == grams


def test_switching_the_unit_keeps_the_number(qtbot):
    edit = WeightEdit("Weight", unit="jin")
    qtbot.addWidget(edit)
    edit.set_text("10")
    assert edit.grams() == 5_000
    with qtbot.waitSignal(edit.edited):
        edit.choice.button("kg").click()
    assert edit.text() == "10"
    assert edit.grams() == 10_000
    edit.set_grams(62_500)
    assert edit.text() == "62.5"


@pytest.mark.parametrize(
    "typed", ["2026-11-18", "20261118", "2026/11/18", "2026年11月18日", "２０２６－１１－１８", "2026.11.18"]
)
def test_dates_in_any_usual_form(typed):
    assert parse_date(typed) == "2026-11-18"


@pytest.mark.parametrize("typed", ["", "2026-02-30", "yesterday", "18-11-2026", "2026-13-01"])
def test_what_is_no_date(typed):
    assert parse_date(typed) is None


def test_short_date_means_this_year(monkeypatch):
    monkeypatch.setattr("villagedesk.clock.today", lambda: "2026-11-23")
    assert parse_date("11-18") == "2026-11-18"


def test_future_day_is_refused_where_it_cannot_be(monkeypatch):
    monkeypatch.setattr("villagedesk.clock.today", lambda: "2026-11-23")
    edit = DateEdit("Harvested", future=False)
    edit.set_text("20261124")
    assert not edit.check()
    assert "not come yet" in edit.error()
    assert edit.text() == "2026-11-24"
    edit.set_text("11-23")
    assert edit.check()
    assert edit.iso() == "2026-11-23"
    assert DateEdit("Van").iso() is None


def test_invalid_goes_under_its_field(show):
    fields = {"name": Field("Name", name="name"), "phone": Field("Phone", name="phone")}
    show(*fields.values())
    assert show_invalid(fields, Invalid("phone", "field_required"))
    assert fields["phone"].error() == "Please fill this in."
    assert fields["phone"].edit.hasFocus()
    assert fields["phone"].edit.property("wrong") is True
    assert not show_invalid(fields, Invalid("address", "field_required"))
    assert not show_invalid(fields, Refused("pin_wrong"))


def test_field_tells_only_of_what_the_operator_typed(qtbot):
    field = Field("Name")
    qtbot.addWidget(field)
    with qtbot.assertNotEmitted(field.edited):
        field.set_text("张建国")
    with qtbot.waitSignal(field.edited):
        QTest.keyClicks(field.edit, "x")


def test_labels_of_neighbours_stay_in_line(show):
    one, other = Field("Name", hint="short"), Field("ID number")
    other.set_error("A sentence that is so long that it needs two lines here, because the field is narrow. " * 2)
    show(pair(one, other), width=500)
    assert (
        one.edit.mapTo(one.window(), one.edit.rect().topLeft()).y()
        == other.edit.mapTo(other.window(), other.edit.rect().topLeft()).y()
    )


def test_key_on_the_button_presses_it(show, qtbot):
    save, wait = PrimaryButton("Save", "Ctrl+S"), PlainButton("Later", "F8")
    window = show(save, wait)
    assert save.text() == "Save  Ctrl+S"
    assert save.accessibleName() == "Save"
    with qtbot.waitSignal(save.clicked):
        QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(wait.clicked):
        QTest.keyClick(window, Qt.Key.Key_F8)
    save.setEnabled(False)
    with qtbot.assertNotEmitted(save.clicked):
        QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def test_key_of_a_hidden_button_does_nothing(show, qtbot):
    button = PlainButton("Later", "F8")
    window = show(button)
    button.hide()
    with qtbot.assertNotEmitted(button.clicked):
        QTest.keyClick(window, Qt.Key.Key_F8)


def test_enter_presses_the_button_with_the_focus(show, qtbot):
    button = PlainButton("Later")
    show(button)
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_an_ampersand_is_shown_and_makes_no_mnemonic():
    assert PlainButton("A & B").text() == "A && B"


def test_one_of_the_choices(qtbot):
    choice = ChoiceButtons([Choice("a", "One"), Choice("b", "Two")], name="Which")
    qtbot.addWidget(choice)
    assert choice.value() is None
    with qtbot.waitSignal(choice.chosen) as told:
        choice.button("b").click()
    assert told.args == ["b"]
    choice.set_value("a")
    assert choice.values() == ["a"]
    choice.set_value(None)
    assert choice.values() == []


def test_any_of_the_choices(qtbot):
    choice = ChoiceButtons([Choice(n, str(n)) for n in range(3)], multiple=True)
    qtbot.addWidget(choice)
    choice.button(2).click()
    choice.button(0).click()
    assert choice.values() == [0, 2]
    choice.set_texts(["null", "eins", "zwei"])
    assert choice.button(1).text() == "eins"


def test_keys_alone_reach_each_of_many_choices(show):
    choice, after = ChoiceButtons([Choice(n, str(n)) for n in range(3)], multiple=True), PlainButton("After")
    window = show(choice, after)
    choice.button(0).setFocus()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Space):
        QTest.keyClick(window.focusWidget(), key)
    assert choice.values() == [0, 1, 2]
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert after.hasFocus()
    choice.set_values([0, 2])
    choice.focus_first()  # where something is missing
    assert choice.button(1).hasFocus()


def test_enter_presses_the_button_where_the_keys_are(show):
    pressed = []
    trial, go_on = PlainButton("Print a test page"), PrimaryButton("Next", "Enter")
    trial.clicked.connect(lambda: pressed.append("trial"))
    go_on.clicked.connect(lambda: pressed.append("next"))
    line = QLineEdit()
    show(line, trial, go_on)
    for widget in (line, trial, go_on):
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_Return)
    assert pressed == ["next", "trial", "next"]


def test_the_keys_put_no_box_of_their_own_around_the_words(show):
    before, button = PlainButton("Before"), PlainButton("Read it out")
    window = show(before, button)
    QTest.keyClick(before, Qt.Key.Key_Tab)  # only then Qt shows where the keys are
    assert window.focusWidget() is button
    inside = QPoint(button.width() // 6, button.height() // 4)  # where the box was
    assert button.grab().toImage().pixelColor(inside) == theme.colour("card")


def test_things_stand_beside_each_other_as_long_as_they_fit(show):
    left, right = PlainButton("Put it aside"), PrimaryButton("Read it out, then confirm")
    both = Columns(left, right, shares=(0, 1), wide=0, spacing=10)
    window = show(both, None, width=900)
    assert both.is_wide()
    needed = left.minimumSizeHint().width() + right.minimumSizeHint().width() + 10
    window.resize(needed - 20, 400)
    assert not both.is_wide()
    window.resize(needed + 40, 400)
    assert both.is_wide()


def test_choices_go_on_in_the_next_line(show):
    choice = ChoiceButtons([Choice(n, "a long choice indeed") for n in range(6)])
    show(choice, None, width=500)
    lines = {choice.button(n).y() for n in range(6)}
    assert len(lines) == 3
    assert max(choice.button(n).geometry().right() for n in range(6)) <= choice.width()


def people(count):
    return [CardRow(n, f"陈桂花{n}", "三组", pill="✓", pill_kind="good", avatar="陈桂花") for n in range(count)]


def test_list_is_moved_and_taken_by_keys(show, qtbot):
    rows = CardList("People")
    show(rows)
    rows.set_rows(people(40))
    rows.setFocus()
    assert rows.current_key() == 0
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert rows.current_key() == 2
    with qtbot.waitSignal(rows.taken) as told:
        QTest.keyClick(rows, Qt.Key.Key_Return)
    assert told.args == [2]


def test_list_keeps_its_row_when_the_rows_change(show):
    rows = CardList("People")
    show(rows)
    rows.set_rows(people(5))
    rows.set_current(3)
    rows.set_rows(people(5)[::-1])
    assert rows.current_key() == 3
    rows.set_rows([])
    assert rows.current_key() is None


def test_ten_thousand_rows_are_shown_at_once(show, qtbot):
    rows = CardList("People")
    show(rows)
    rows.set_rows(people(10_000))
    rows.set_current(9_999)
    assert rows.grab().width() > 0


@pytest.mark.parametrize(("width", "columns"), [(900, 3), (620, 2), (300, 1)])
def test_columns_of_a_list_follow_the_room(show, width, columns):
    rows = CardList("People", columns=3, grow=True)
    show(rows, None, width=width)
    rows.set_rows(people(6))
    rows.doItemsLayout()
    lefts = {rows.visualRect(rows.model().index(n, 0)).x() for n in range(6)}
    assert len(lefts) == columns
    bottom = max(rows.visualRect(rows.model().index(n, 0)).bottom() for n in range(6))
    assert bottom <= rows.heightForWidth(rows.width())


def test_search_box_steers_its_list(show, qtbot):
    box, rows = SearchBox("Search", name="Search"), CardList("Found")
    show(box, rows)
    rows.set_rows(people(3))
    box.attach(rows)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert rows.current_key() == 1
    assert box.hasFocus()
    with qtbot.waitSignal(rows.taken) as told:
        QTest.keyClick(box, Qt.Key.Key_Return)
    assert told.args == [1]


def test_search_box_waits_for_a_rest(show, qtbot):
    box, heard = SearchBox("Search"), []
    show(box)
    box.typed.connect(heard.append)
    QTest.keyClicks(box, "xyf")
    assert heard == []
    qtbot.waitUntil(lambda: heard == ["xyf"])


def test_search_box_tells_at_enter_what_it_has_not_told_yet(show):
    box, heard = SearchBox("Search"), []
    show(box)
    box.typed.connect(lambda text: heard.append(("typed", text)))
    box.submitted.connect(lambda text: heard.append(("submitted", text)))
    QTest.keyClicks(box, "6721")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert heard == [("typed", "6721"), ("submitted", "6721")]


def test_table_shows_rows_and_gives_back_the_chosen_one(show, qtbot):
    table = DataTable(
        [
            Column("Product", lambda r: r[0], stretch=True),
            Column("Stock", lambda r: str(r[1]), right=True, sort=lambda r: r[1]),
            Column("State", lambda r: r[2], pill=lambda r: "good"),
        ],
        name="Lots",
        grow=True,
    )
    show(table, None)
    table.set_rows([("kiwi", 620, "live"), ("eggs", 90, "live")])
    table.setFocus()
    assert table.current_row()[0] == "kiwi"
    QTest.keyClick(table, Qt.Key.Key_Down)
    with qtbot.waitSignal(table.taken) as told:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert told.args[0][0] == "eggs"
    table.rows_model.sort(1)
    assert [r[0] for r in table.rows_model.rows] == ["eggs", "kiwi"]
    assert table.sizeHint().height() > 2 * table.verticalHeader().defaultSectionSize()


@pytest.mark.parametrize(("width", "cut"), [(700, False), (420, True)])
def test_a_column_with_a_least_width_is_cut_only_where_room_is_short(show, width, cut):
    table = DataTable(
        [Column("What", lambda r: r[0], stretch=True, least=120), Column("Amount", lambda r: r[1], right=True)],
        name="Entries",
    )
    show(table, None, width=width)
    table.set_rows([("Paid on delivery  1123-104  eggs and kiwi from group three", "¥1,052.90")])
    assert (table.columnWidth(0) < table.sizeHintForColumn(0)) == cut
    assert table.horizontalScrollBar().maximum() == 0


def test_columns_that_can_be_spared_go_first_where_room_is_short(show):
    table = DataTable(
        [Column(f"Column {n}", lambda r: r[0], stretch=n == 0, spare=n % 3) for n in range(4)], name="Entries"
    )
    window = show(table, None, width=900)
    table.set_rows([("eggs and kiwi",)])

    def left_out():
        return [at for at in range(4) if table.isColumnHidden(at)]

    assert left_out() == []
    window.resize(480, 400)
    assert left_out() == [2]
    window.resize(340, 400)
    assert left_out() == [1, 2]
    assert table.horizontalScrollBar().maximum() == 0
    window.resize(120, 400)  # the others are never left out: sooner it scrolls sideways
    assert left_out() == [1, 2]


def test_a_column_in_which_nothing_stands_takes_no_room(show):
    table = DataTable(
        [Column("What", lambda r: r[0], stretch=True), Column("", lambda r: r[1], pill=lambda r: "wait")],
        name="Entries",
    )
    show(table, None)
    table.set_rows([("eggs", "")])
    assert table.isColumnHidden(1)
    table.set_rows([("eggs", "on this PC")])
    assert not table.isColumnHidden(1)


def test_columns_go_under_each_other_without_room(show):
    columns = Columns(Text("left"), Text("right"), shares=(5, 3))
    window = show(columns, width=900)
    assert columns.is_wide()
    window.resize(600, 400)
    assert not columns.is_wide()


@pytest.mark.parametrize("state", ["delivered", "waiting", "checked", "new", "offline", "sending", "needs"])
def test_chip_says_each_state_in_both_languages(state):
    states = {
        "delivered": (ChipState("delivered", at=1_795_401_060_000), "good"),
        "waiting": (ChipState("waiting", 3, at=1_795_401_060_000), "wait"),
        "checked": (ChipState("waiting", at=1_795_401_060_000, connected=True), "plain"),
        "new": (ChipState("waiting", connected=True), "plain"),
        "offline": (ChipState("waiting", 8, at=1_795_401_060_000, connected=False), "plain"),
        "sending": (ChipState("sending", 40, 12, at=1_795_401_060_000), "info"),
        "needs": (ChipState("needs_you", 1, at=1_795_401_060_000), "act"),
    }
    chip = SyncChip()
    widths = set()
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        chip.set_state(states[state][0])
        assert chip.property("kind") == states[state][1]
        assert chip.text() == chip.accessibleName() != ""
        assert (i18n.ago(1_795_401_060_000) in chip.text()) == (state != "new"), "always with an age"
        assert chip.fontMetrics().horizontalAdvance(chip.text()) < chip.width()
        widths.add(chip.width())
    assert len(widths) == 1


def test_steps():
    steps = Steps(3)
    steps.set_step(2)
    assert steps.text() == "Step 2 of 3"


def test_qr_code_can_be_read(qtbot):
    label = QrLabel("VD1:ABC", 180)
    qtbot.addWidget(label)
    image = QImage(240, 240, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.drawPixmap(30, 30, label.grab())
    painter.end()
    assert read_codes(image) == ["VD1:ABC"]


def test_every_input_of_ours_has_a_name(show):
    window = show(
        row(Field("Name"), MoneyEdit("Price")),
        WeightEdit("Weight"),
        DateEdit("Day"),
        SearchBox("Search"),
        CardList("Rows"),
    )
    assert all(edit.accessibleName() for edit in window.findChildren(QLineEdit))


def test_choices_inside_a_flow_go_on_in_lines_and_stay_whole(show):
    choices = ChoiceButtons([Choice(n, f"A choice with long words, number {n}") for n in range(5)])
    holder = flow(choices)
    show(holder, None, width=400)
    for number in range(5):
        button = choices.button(number)
        assert choices.rect().contains(button.geometry())
        assert holder.rect().contains(choices.geometry())
    assert choices.height() > 3 * choices.button(0).height()


@pytest.mark.parametrize(
    "detail", ["5 天到  品牌店  价格 10 天前  雁鸢旗舰店", "here in 5 days  brand shop  price 10 days old  Swan Shop"]
)
def test_a_row_goes_on_between_two_facts(show, detail):
    show(QWidget())
    metrics = QFontMetrics(theme.font("small"))
    whole = metrics.horizontalAdvance(detail)
    assert whole_facts(detail, whole) == detail, "it fits"
    narrow = whole * 3 // 4
    facts = whole_facts(detail, narrow)
    assert facts.replace("\u2060", "").replace("\u00a0", " ") == detail
    assert metrics.horizontalAdvance(facts) == whole, "what holds them together is not seen"
    layout = QTextLayout(facts, theme.font("small"))
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(narrow)
        lines.append(facts[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    assert len(lines) == 2
    assert lines[0].endswith(" ")
    assert whole_facts("一" * 200, 100) == "一" * 200, "what is wider than the row is broken"


def test_figures_of_the_next_line_stand_close(show, qtbot):
    strip = FigureStrip()
    show(strip, None)
    strip.set_figures([("At the platform", "¥4,909.79", "")])
    qtbot.wait(30)
    one = strip.heightForWidth(strip.width())
    strip.set_figures([("Given back by the platform", "¥4,909.79", "")] * 4)
    qtbot.wait(30)
    assert strip.heightForWidth(strip.width()) < one * 2
