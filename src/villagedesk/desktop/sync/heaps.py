"""One line for each heap that travels: its name, a bar, a pill, how much and how old, and "Why?" where something waits."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.desktop.sync.progress import IDLE, Heap, RunView
from villagedesk.desktop.sync.words import heap_word
from villagedesk.desktop.widgets import FlowLayout, Pill, PlainButton, ProgressLine, Text
from villagedesk.i18n import _, ngettext
from villagedesk.sync.kinds import Kind
from villagedesk.sync.meter import Line

_BAR, _NAME = 240, 180


class HeapRow(QWidget):
    """Signals: ``asked(kind)``: why is this not sent?"""

    asked = Signal(str)

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._name = Text("", "body")
        self._name.setMinimumWidth(theme.px(_NAME))
        self._bar = ProgressLine("")
        holder = QWidget()  # the bar stands in the middle of the line
        holder.setFixedSize(theme.px(_BAR), theme.half(36))
        self._bar.setParent(holder)
        self._bar.setGeometry(0, (holder.height() - 10) // 2, holder.width(), 10)
        self._pill, self._much = Pill(""), Text("", "small", tone="muted")
        self.why = PlainButton("")
        self.why.clicked.connect(lambda: self.asked.emit(self.kind.value))
        layout = FlowLayout(self, spacing=12)
        for widget in (self._name, holder, self._pill, self._much, self.why):
            layout.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.retranslate()

    def retranslate(self) -> None:
        """The words that do not change with the numbers."""
        self._name.setText(heap_word(self.kind))
        self.why.set_text(_("Why not sent?"))
        self.why.setAccessibleName(_("Why not sent? {what}").format(what=heap_word(self.kind)))

    def show_heap(self, heap: Heap, run: RunView, line: Line, ratio: float, before: int) -> None:
        """Show how far it is.

        Args:
            heap: what there was, and what waits.
            run: the sync under way, or the last one.
            line: how quick the line was measured to be.
            ratio: how much smaller bodies get on their way.
            before: how many things of other heaps go out first.
        """
        running = run.state != IDLE
        self._bar.set(heap.done, heap.total)
        self._pill.set(*_pill(heap, running=running, before=before))
        self._much.setText("  ".join(_much(heap, line, ratio, running=running)))
        self.why.setVisible(bool(heap.waiting) and not running)

    def show_goods(self, done: int, size: int, line: Line, *, running: bool) -> None:
        """Goods on their way: bytes of parts; how many goods that is nobody knows before they are here."""
        self._bar.set(done, size)
        self._pill.set(*((_("coming"), "info") if running else (_("goes on with the next sync"), "wait")))
        self._much.setText("  ".join(p for p in (_left(size - done), time_left(size - done, line)) if p))
        self.why.hide()


def _pill(heap: Heap, *, running: bool, before: int) -> tuple[str, str]:
    if not heap.waiting:
        return "✓ " + _("delivered"), "good"
    if not running:
        return _("waiting to go out"), "wait"
    if before:
        return _("goes after the others"), "plain"
    return (_("goes on after a cut"), "wait") if heap.kind == Kind.PHOTOS else (_("being sent"), "info")


def _much(heap: Heap, line: Line, ratio: float, *, running: bool) -> list[str]:
    number = i18n.number(heap.waiting or heap.total)
    if running and heap.waiting and heap.done:
        words = [_("{done} of {count}").format(done=i18n.number(heap.done), count=i18n.number(heap.total))]
    elif heap.kind == Kind.PHOTOS:
        words = [ngettext("{count} photo", "{count} photos", heap.waiting or heap.total).format(count=number)]
    else:
        count = heap.waiting or heap.total
        words = [ngettext("{count} action", "{count} actions", count).format(count=number)]
    if not heap.waiting:
        return words
    left = heap.left if heap.kind == Kind.PHOTOS else round(heap.left * ratio)
    if heap.kind == Kind.PHOTOS:
        words.append(_left(left))
    if running:
        words.append(time_left(left, line))
    elif heap.oldest_at is not None:
        words.append(_("oldest {time}").format(time=i18n.ago(heap.oldest_at)))
    return [word for word in words if word]


def _left(size: int) -> str:
    return _("{size} left").format(size=i18n.data_size(max(0, size)))


def time_left(size: int, line: Line) -> str:
    """About how long so many bytes take on this line; "" when nobody has measured it yet."""
    if not line.speed or size <= 0:
        return ""
    seconds = size // line.speed + line.wait_ms // 1000 + 1
    if seconds < 90:
        return ngettext("about {count} second", "about {count} seconds", seconds).format(count=seconds)
    minutes = -(-seconds // 60)
    return ngettext("about {count} minute", "about {count} minutes", minutes).format(count=i18n.number(minutes))
