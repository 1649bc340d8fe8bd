"""The pages, in the order of the navigation. A new one is a module, a template, a line here and its permissions."""

from collections.abc import Sequence
from typing import Final

from dashboard.pages import (
    account,
    advocates,
    conversations,
    health,
    hub,
    journal,
    mine,
    people,
    rehearsal,
    sales,
    sandbox,
    settings,
    strategy,
    today,
    wishes,
)
from dashboard.window.page import Page

PAGES: Final[Sequence[Page]] = (
    today.PAGE,
    conversations.PAGE,
    hub.PAGE,
    people.PAGE,
    advocates.PAGE,
    wishes.PAGE,
    sales.PAGE,
    health.PAGE,
    strategy.PAGE,
    journal.PAGE,
    rehearsal.PAGE,
    settings.PAGE,
    sandbox.PAGE,
    mine.PAGE,
    account.PAGE,
)
