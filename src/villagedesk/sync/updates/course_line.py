"""The materials of courses over the line, after everything else: part by part, resumed at the byte, paused on a thin line.

Only what somebody at this computer asked for is brought: films cost money on a village's line. Trouble is noted at its
course and holds nothing else up.
"""

import logging
from collections.abc import Callable

from villagedesk.errors import AppError, Offline, Rejected
from villagedesk.store import Store
from villagedesk.store.training_results.material_wishes import LineNote, Wish, note_of, set_note, trouble_note, wished
from villagedesk.store.training_results.materials import MaterialList, begin_materials, course_materials
from villagedesk.sync.remote import Remote
from villagedesk.sync.updates.course_packs import Slice, bring_files, list_of, told_of_pack
from villagedesk.sync.updates.release import COURSE, Release, open_head

WANT = "release "
PIECE_BYTES, SMALL_PIECE_BYTES = 64 << 10, 8 << 10
# Bytes a second: below it 30 MB take longer than a morning, and the line is needed for other things.
SLOWEST = 8_000
CHANGED = "course_materials"

_log = logging.getLogger(__name__)


class CourseLine:
    """One run of the wished materials.

    Args:
        central_key: the 32 bytes of the key with which central signs releases.
        newest: the version of the materials that the county has published, by course; others are not asked for.
        speed: bytes a second of the line as measured, 0 when not known yet.
        go_on: asked before each piece, with how many of how many bytes of a course are here; False ends the run.
    """

    def __init__(
        self,
        store: Store,
        remote: Remote,
        central_key: bytes,
        newest: Callable[[], dict[str, int]],
        speed: Callable[[], int] = lambda: 0,
        go_on: Callable[[int, int], bool] = lambda done, size: True,
    ) -> None:
        self._store, self._remote, self._key = store, remote, central_key
        self._newest, self._speed, self._go_on = newest, speed, go_on
        self._brought = 0
        self._ended = False
        self.changed: set[str] = set()

    def go(self) -> set[str]:
        """Bring what is wished and not here; returns the names of what changed here.

        Raises:
            Rejected: central refuses the device. StorageTrouble: not even the trouble could be noted.
        """
        home, newest = self._store.home, self._newest()
        for code in wished(home):
            here = course_materials(home, code)
            if self._ended or code not in newest or (here.whole and here.version >= newest[code]):
                continue
            self.changed.add(CHANGED)
            wish = here.note.wish
            try:
                slow = self._one(code, wish)
            except Offline:
                break
            except AppError as error:
                if isinstance(error, Rejected) and error.code != "goods_part_gone":
                    raise
                if error.code == "goods_part_gone":  # newer ones were published meanwhile: the next run asks for them
                    continue
                told = told_of_pack(error, code)
                _log.info("materials of %s: %s", code, told.code)
                self._note(code, trouble_note(wish, told))
                continue
            self._note(code, LineNote(wish, slow=slow))
        return self.changed

    def _note(self, code: str, note: LineNote) -> None:
        # Somebody may have taken the wish back meanwhile, with the files.
        if note_of(self._store.home, code).wish:
            set_note(self._store.home, code, note)

    def _one(self, code: str, wish: Wish) -> bool:
        """Bring those of one course; returns whether it stopped because the line is too thin."""
        signed = self._remote.goods(0, 0, f"{WANT}{COURSE} {code}").parts
        if not signed:
            return False
        release = open_head(signed, self._key)
        found = self._list(release)
        if found.course != code:
            raise AppError("update_unknown")
        folder = begin_materials(self._store.home, found)
        slow = False
        size = PIECE_BYTES

        def go_on(done: int) -> bool:
            nonlocal slow
            slow = wish is Wish.QUICK and self._brought > 0 and 0 < self._speed() < SLOWEST
            wanted = bool(note_of(self._store.home, code).wish)
            self._ended = slow or not wanted or not self._go_on(done, found.size)
            return not self._ended

        def bring(one: Slice, have: int) -> bytes:
            nonlocal size
            try:
                data = self._remote.goods_piece(one.part[0], have, min(size, one.part[1] - have))
            except Offline:
                if size == SMALL_PIECE_BYTES:
                    raise
                size = SMALL_PIECE_BYTES  # on a line that cuts a piece off, a smaller one may still get through
                data = self._remote.goods_piece(one.part[0], have, min(size, one.part[1] - have))
            self._brought += len(data)
            return data

        bring_files(folder, release, found, bring, go_on)
        return slow

    def _list(self, release: Release) -> MaterialList:
        """What the release says of itself; it is small, and what came of it is kept in memory only."""
        if release.kind != COURSE or not release.parts:
            raise AppError("update_unknown")
        sha256, size = release.parts[0]
        data = b""
        while len(data) < size:
            piece = self._remote.goods_piece(sha256, len(data), min(PIECE_BYTES, size - len(data)))
            if not piece:
                raise AppError("update_cut")
            data += piece[: size - len(data)]
        return list_of(release, data)
