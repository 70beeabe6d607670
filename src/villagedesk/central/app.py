"""Build central: ``create_app(config)`` opens the database and puts the addresses together; nothing on import."""

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from villagedesk.central import trouble
from villagedesk.central.address import publish_configured
from villagedesk.central.config import CentralConfig
from villagedesk.central.console import site
from villagedesk.central.database import open_database
from villagedesk.central.deps import Central
from villagedesk.central.goods_parts import GoodsParts
from villagedesk.central.learnt import apply_deferred
from villagedesk.central.looks import take_in_old
from villagedesk.central.marketplace import Marketplace, SimulatedMarketplace
from villagedesk.central.payments import Payments, SimulatedPayments
from villagedesk.central.routes import acts, described, sync
from villagedesk.central.texts import SimulatedTexts, TextSender
from villagedesk.central.worker import Worker
from villagedesk.store.catalogue.pictures import MAX_PICTURE
from villagedesk.store.files import FileStore


def open_central(
    config: CentralConfig,
    marketplace: Marketplace | None = None,
    payments: Payments | None = None,
    texts: TextSender | None = None,
) -> Central:
    """Open central without its web face, for commands and tests.

    Args:
        config: where everything is.
        marketplace: where orders are placed; a simulated one when None.
        payments: how somebody else pays for them; simulated when None.
        texts: how texts reach villagers; simulated when None.
    """
    database = open_database(config)
    with database.write() as connection:
        take_in_old(connection)
    apply_deferred(database)
    publish_configured(database, config.public_url)
    files = FileStore(config.home / "files")
    market = marketplace or SimulatedMarketplace(config.home / "marketplace.jsonl")
    money = payments or SimulatedPayments(config.home / "payments.jsonl")
    sender = texts or SimulatedTexts(config.home / "texts.jsonl")
    key = _key(config.home)
    thumbnails = FileStore(config.home / "goods" / "thumbnails", max_bytes=MAX_PICTURE)
    goods_parts = GoodsParts(config.home / "goods", key)
    return Central(config, database, files, key, market, money, sender, thumbnails, goods_parts)


def create_app(config: CentralConfig, opened: Central | None = None) -> FastAPI:
    """The web application over ``config``, or over a central that is open already."""
    central = opened or open_central(config)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        worker = Worker(central, config.place_every) if config.place_every else None
        if worker:
            worker.start()
        yield
        if worker:
            await run_in_threadpool(worker.stop)
        central.database.close()

    app = FastAPI(title="Village Desk central", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.central = central
    # People see pages; what programs call is described at /openapi.json.
    app.include_router(sync.router)
    app.include_router(acts.router)
    described.install(app)
    site.install(app)
    trouble.install(app)
    return app


def _key(home: Path) -> Ed25519PrivateKey:
    """Central's own key, made at the first start (0600): whole or not at all."""
    file = home / "central.key"
    if not file.exists():
        new = home / f"central.key.{secrets.token_hex(4)}"
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(Ed25519PrivateKey.generate().private_bytes_raw())
            out.flush()
            os.fsync(out.fileno())
        new.replace(file)
    return Ed25519PrivateKey.from_private_bytes(file.read_bytes())
