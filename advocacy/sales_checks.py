"""What in stories and in what sales registered for is hardly meant so: topics that no channel carries."""

from collections.abc import Iterable, Iterator

from advocacy.sellers import Seller
from engagement.policy import Policy


def is_carried(policy: Policy, topic: str) -> bool:
    """Whether a question about it may come up where sales is welcome: it has words, and a channel is read for it."""
    places = (*policy.channels.values(), *((policy.others,) if policy.others is not None else ()))
    return topic in policy.topics and any(not place.no_sales for place in places)


def story_findings(policy: Policy) -> Iterator[str]:
    """Stories that nobody will ever be shown for one of their topics."""
    for story in policy.stories.values():
        for topic in story.topics:
            if not is_carried(policy, topic):
                yield (
                    f"the story `{story.name}` is for the topic `{topic}`, which no channel carries; "
                    "name the topic in `topics:` or at a channel where sales is welcome"
                )


def seller_findings(policy: Policy, sellers: Iterable[Seller]) -> Iterator[str]:
    """Topics for which nobody who registered will ever be invited; it names nobody."""
    chosen = {topic for seller in sellers if seller.is_active for topic in seller.topics}
    for topic in sorted(chosen):
        if not is_carried(policy, topic):
            yield (
                f"somebody of sales registered for the topic `{topic}`, which no channel carries; "
                "they choose others with `/hubbub sales`"
            )
