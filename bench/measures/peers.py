"""How many messages a second do other bots take on the simplest work? Measured once, beside which ours may be read.

A message in, a rule matched, a reply out, nothing stored; each in its usual form, all on the same machine with two
shared cores, in November 2026. These figures are not measured anew by ``hubbub bench``.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Another bot framework: messages a second with one rule and with a hundred."""

    name: str
    one_rule: int
    hundred_rules: int


PEERS: Sequence[Peer] = (
    Peer(name="Hubot", one_rule=76_000, hundred_rules=27_000),
    Peer(name="Bolt-JS", one_rule=20_800, hundred_rules=700),
    Peer(name="opsdroid", one_rule=10_200, hundred_rules=1_500),
    Peer(name="Bolt-Python", one_rule=5_800, hundred_rules=400),
    Peer(name="Errbot", one_rule=3_400, hundred_rules=2_800),
)
BESIDE = frozenset({"G2", "G4", "G5"})
"""The measures beside which these figures are shown: messages that come in, and what rules cost."""
EXPLAINED = "others on the simplest work, nothing stored; messages a second with 1 rule / 100 rules; not measured now"
