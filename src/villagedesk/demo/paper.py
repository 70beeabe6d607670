"""Pictures of every paper there is, in both languages and for both rolls: as the day printed it, else a sample."""

from pathlib import Path

from villagedesk import i18n
from villagedesk.desktop.printing.heads import HEADS
from villagedesk.desktop.printing.layout import images, lay_out, no_photo
from villagedesk.desktop.printing.runner import photos_of
from villagedesk.domain.papers import Paper
from villagedesk.self_test.samples import samples
from villagedesk.store import Store, print_queue


def draw_papers(store: Store, folder: Path) -> list[Path]:
    """Write the pictures; a kind that was never printed is drawn from a sample, and its file says so."""
    folder.mkdir(exist_ok=True)
    before, files, photo = i18n.language(), [], photos_of(store)
    papers = {f"{kind} sample": paper for kind, paper in samples().items()}
    printed = _newest(store)
    for kind, paper in printed.items():
        papers.pop(f"{kind} sample", None)
        papers[kind] = paper
    for language in ("zh_CN", "en"):
        i18n.set_language(language)
        for kind, paper in papers.items():
            for head in ("80", "58") if lay_out(paper).form == "receipt" else ("80",):
                words = f"{kind} {head} mm" if lay_out(paper).form == "receipt" else kind
                for number, image in enumerate(
                    images(lay_out(paper, head=HEADS[head], photo=photo if kind in printed else no_photo)), 1
                ):
                    file = folder / f"{words} {number} {language}.png"
                    image.save(str(file))
                    files.append(file)
    i18n.set_language(before)
    return files


def _newest(store: Store) -> dict[str, Paper]:
    with store.read() as s:
        connection = s.connection()
        newest = {job.paper: job.id for job in reversed(print_queue.jobs(connection, limit=10_000))}
        return {kind: print_queue.paper_of(connection, id_) for kind, id_ in sorted(newest.items())}
