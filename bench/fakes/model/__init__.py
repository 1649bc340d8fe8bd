"""What is a language model that is none? A server on loopback that speaks as OpenAI's API does, and behaves badly."""

from bench.fakes.model.fake import FakeModel
from bench.fakes.model.manners import MANNERS, Seen

__all__ = ["MANNERS", "FakeModel", "Seen"]
