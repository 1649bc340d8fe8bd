"""Who somebody is, and which of their roles count."""

import pytest

from bots.platforms.discord.atlas import Atlas
from bots.platforms.discord.members import to_account_seen
from tests.bots.platforms.discord.frames import ADA, AT, BEN, SERVER

ROLE = "900000000000000402"


@pytest.mark.parametrize("name", [BEN, f"@{BEN}", f" {BEN} "])
def test_a_role_that_is_called_like_a_persons_id_does_not_stand_for_that_person(name: str) -> None:
    atlas = Atlas(server=SERVER, me="1", roles={ROLE: (name, 0)})
    seen = to_account_seen({"id": ADA}, {"roles": [ROLE]}, atlas, at=AT, stamp="1")
    assert seen is not None
    assert seen.roles == (ROLE,)


def test_any_other_role_goes_by_its_name_too() -> None:
    atlas = Atlas(server=SERVER, me="1", roles={ROLE: ("Staff 2026", 0)})
    seen = to_account_seen({"id": ADA}, {"roles": [ROLE]}, atlas, at=AT, stamp="1")
    assert seen is not None
    assert seen.roles == (ROLE, "Staff 2026")
