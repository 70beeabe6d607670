"""A centre that came to be the way every centre does: application, checklist, contract."""

from collections.abc import Mapping

from villagedesk import clock
from villagedesk.central import setting_up
from villagedesk.central.deps import Central
from villagedesk.central.photos import keep_photo
from villagedesk.domain.setting_up import check_points

PICTURE = b"\xff\xd8\xff\xe0" + b"a signed page" * 40
APPLICATION: Mapping[str, str] = {
    "name": "青石村服务站",
    "village_name": "青石村",
    "applicant": "周小芹",
    "phone": "13900001357",
    "premises": "村委会一楼东头",
}


def in_a_year(days: int = 365) -> str:
    """An ISO date so many days from now."""
    from datetime import date, timedelta

    return (date.fromisoformat(clock.today()) + timedelta(days=days)).isoformat()


def approved(central: Central, **more: str) -> tuple[str, str]:
    """An application that was approved; its file and its centre."""
    with central.database.write() as connection:
        setup = setting_up.apply_centre(connection, **{**APPLICATION, **more})
        return setup, setting_up.approve_application(connection, setup)


def looked_at(central: Central, **more: str) -> tuple[str, str]:
    """A room whose checklist is filled and closed."""
    setup, centre = approved(central, **more)
    photo = keep_photo(central.database, central.files, centre, PICTURE)
    with central.database.write() as connection:
        for point in check_points():
            setting_up.answer_point(connection, setup, point, "yes", photo=photo)
        setting_up.accept_centre(connection, setup, "陈科")
    return setup, centre


def contracted(central: Central, until_on: str = "", **more: str) -> tuple[str, str]:
    """A centre with a contract; a code can be made for it."""
    setup, centre = looked_at(central, **more)
    sign(central, setup, centre, until_on or in_a_year())
    return setup, centre


def sign(central: Central, setup: str, centre: str, until_on: str, number: str = "青服合 2026-07") -> str:
    """Put a contract on file; returns its id."""
    scan = keep_photo(central.database, central.files, centre, PICTURE)
    with central.database.write() as connection:
        things = [thing.id for thing in setting_up.setup_file(connection, setup).things]
        days = (clock.today(), until_on)
        return setting_up.sign_contract(
            connection, setup, number, "青溪县商务局", "周小芹", *days, [scan], things=things
        )
