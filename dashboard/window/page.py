"""What is a page? A name, an address, and the functions that answer; it is listed once, in ``dashboard/pages``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engagement.signing_in import PageRole

Answer = Callable[..., Any]
"""A function as FastAPI takes it. What it needs of whoever looks comes as ``visit: Here``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page. Its template is ``pages/<name>.html.jinja``; who may open what stands in ``permissions.py``."""

    name: str
    title: str
    path: str
    """Where the navigation leads."""
    reads: Mapping[str, Answer]
    """By address: what is shown there. Nothing is changed by it."""
    changes: Mapping[str, Answer] = field(default_factory=dict)
    """By address: what a form that is sent there does."""
    draws: bool = False
    """It has charts: ECharts is loaded for it."""
    in_navigation: bool = True
    is_own: bool = False
    """It is about whoever looks, so it is in the navigation of those alone who are signed in by name."""
    first_for: frozenset[PageRole] = frozenset()
    """As what one has to be signed in to come here first."""
    is_of_sandbox: bool = False
    """It is in the navigation only at this machine and where a sandbox runs."""
    frames: bool = False
    """It shows another page of ours within itself."""
