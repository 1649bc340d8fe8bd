"""What is a Slack that is not Slack? A workspace on loopback, for bots built with the vendor's own libraries."""

from bench.fakes.slack.fake import FakeSlack
from bench.fakes.slack.faults import Faults
from bench.fakes.slack.records import Ack, Call, Delivery, Interaction, Json, Shown

__all__ = ["Ack", "Call", "Delivery", "FakeSlack", "Faults", "Interaction", "Json", "Shown"]
