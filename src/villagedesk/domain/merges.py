"""Which rows are one person: what follows from every "that is him" and every "that is somebody else after all".

Two computers may say it without a line, the one this way round and the other that. Only the words that stand count,
their order never does, so every copy comes to the same.
"""

from collections.abc import Iterable, Mapping

from villagedesk.domain.people import PersonMerge


def standing_merges(words: Iterable[PersonMerge]) -> list[PersonMerge]:
    """The words that no other takes back, in the order of their ids."""
    found = list(words)
    undone = {word.undoes for word in found if word.undoes}
    return sorted((w for w in found if not w.undoes and w.id not in undone), key=lambda w: w.id)


def kept_rows(words: Iterable[PersonMerge]) -> dict[str, str]:
    """For each row that is not the kept one of its person, the one that is.

    Kept is a row that some word keeps and none gives away; where there is none (each computer kept the other one's)
    or there are several, the one with the smallest id.
    """
    standing = standing_merges(words)
    group = _groups(standing)
    gone = {word.gone_id for word in standing}
    members: dict[str, list[str]] = {}
    for id_, root in group.items():
        members.setdefault(root, []).append(id_)
    kept: dict[str, str] = {}
    for ids in members.values():
        first = min((id_ for id_ in ids if id_ not in gone), default=min(ids))
        kept.update({id_: first for id_ in ids if id_ != first})
    return kept


def _groups(standing: Iterable[PersonMerge]) -> Mapping[str, str]:
    """One root for each row that some word names; rows of one person have the same."""
    root: dict[str, str] = {}

    def find(id_: str) -> str:
        root.setdefault(id_, id_)
        while root[id_] != id_:
            root[id_] = id_ = root[root[id_]]
        return id_

    for word in standing:
        one, other = sorted((find(word.kept_id), find(word.gone_id)))
        root[other] = one
    return {id_: find(id_) for id_ in list(root)}
