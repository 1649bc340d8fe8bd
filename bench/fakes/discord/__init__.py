"""Which pretended Discord do tests and the proving ground talk to?

``FakeDiscord`` listens on loopback: REST API v10 and gateway, close enough that an unmodified discord.py 2.7 runs
against it. It imports nothing else of this project.
"""

from bench.fakes.discord.fake import FakeDiscord
from bench.fakes.discord.faults import Faults
from bench.fakes.discord.interaction import Interaction
from bench.fakes.discord.ledger import Call
from bench.fakes.discord.modals import NotPossible
from bench.fakes.discord.permissions import Permission
from bench.fakes.discord.seen import Shown

__all__ = ["Call", "FakeDiscord", "Faults", "Interaction", "NotPossible", "Permission", "Shown"]
