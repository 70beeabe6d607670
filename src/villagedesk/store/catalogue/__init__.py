"""The goods catalogue: an encrypted file of its own that can be fetched again, and the search in it.

``open_catalogue`` once a process, then from any thread: ``search(catalogue, "xyf", bought=ids)`` while typing,
``goods_by_id`` for a basket of last time, ``apply_page`` for what sync brings, ``import_file`` for a stick.
"""

from villagedesk.store.catalogue.catalogue import Catalogue, goods_by_id, open_catalogue
from villagedesk.store.catalogue.files import goods_in, import_file, write_file
from villagedesk.store.catalogue.imports import Imported, apply_page, import_goods
from villagedesk.store.catalogue.pictures import Pictures, open_pictures
from villagedesk.store.catalogue.search import Found, explain, search

__all__ = [
    "Catalogue",
    "Found",
    "Imported",
    "Pictures",
    "apply_page",
    "explain",
    "goods_by_id",
    "goods_in",
    "import_file",
    "import_goods",
    "open_catalogue",
    "open_pictures",
    "search",
    "write_file",
]
