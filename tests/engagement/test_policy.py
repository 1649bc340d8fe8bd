"""The dials of a community: which channel has which, and a fingerprint that tells when any changed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from advocacy.plays.monthly_thanks import NAME as MONTHLY
from advocacy.plays.monthly_thanks import MonthlyThanksPolicy
from advocacy.plays.product_wish import ProductWishPolicy
from advocacy.wish_cards import NAME as WISHES
from engagement.people import Role
from engagement.policy import ChannelPolicy, Policy, RestraintPolicy
from tests.engagement.made_up import policy

HELP, BY_ID, OTHERS = (ChannelPolicy(name=name) for name in ("help", "C1", "others"))


@pytest.mark.parametrize(
    ("name", "external", "others", "expected"),
    [
        ("help", "", None, HELP),
        ("renamed", "C1", None, BY_ID),
        ("help", "C1", None, HELP),
        ("lounge", "C9", None, None),
        ("lounge", "C9", OTHERS, OTHERS),
        ("help", "C9", OTHERS, HELP),
    ],
)
def test_a_channel_has_its_own_dials_by_name_or_id_else_those_of_the_others(
    name: str, external: str, others: ChannelPolicy | None, expected: ChannelPolicy | None
) -> None:
    dials = policy(channels={"help": HELP, "C1": BY_ID}, others=others)
    assert dials.for_channel(name, external) == expected


def test_the_fingerprint_is_the_same_for_the_same_dials_and_changes_with_any() -> None:
    one = policy()
    changed: list[Policy] = [
        replace(one, dry_run=True),
        replace(one, is_paused=True),
        replace(one, hold_out=0.2),
        replace(one, roles={"sam": Role.STAFF}),
        replace(one, topics={"api": ("endpoint",)}),
        replace(one, restraint=RestraintPolicy(helper_asks_per_day=2)),
        replace(one, retention=timedelta(days=31)),
        replace(one, channels={"help": ChannelPolicy(name="help", is_live=False)}),
    ]
    prints = [one.fingerprint, *(other.fingerprint for other in changed)]
    assert one.fingerprint == policy().fingerprint
    assert len(set(prints)) == len(prints)
    assert all(len(print_) == 8 for print_ in prints)


def test_the_rooms_of_steps_are_written_to_once_each_wherever_they_are_on() -> None:
    thanks = ChannelPolicy(name="help", plays={MONTHLY: MonthlyThanksPolicy(channel="#thanks")})
    wishes = ChannelPolicy(name="", plays={WISHES: ProductWishPolicy(channel="wishes"), MONTHLY: thanks.plays[MONTHLY]})
    assert policy(channels={"help": thanks}, others=wishes).written_rooms == ("thanks", "wishes")
    of_a_team = ChannelPolicy(name="", plays={WISHES: ProductWishPolicy(team="product", channel="wishes")})
    unset = ChannelPolicy(name="help", plays={MONTHLY: MonthlyThanksPolicy(), WISHES: ProductWishPolicy()})
    assert policy(channels={"help": unset}, others=of_a_team).written_rooms == ()
