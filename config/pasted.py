"""Settings that somebody pasted, to be tried and not kept: lines of a community's section, or a whole file."""

from collections.abc import Iterator

from config.loader import load_text
from config.overriding import find_place, overridden, read_value
from config.problems import Report
from config.suggest import shown
from config.yaml_tree import Entries, Listing, Node, Scalar, to_tree
from engagement.policy import Policy

_NAME = "the settings"


def with_pasted(policy: Policy, text: str) -> Policy:
    """The policy with what was pasted on top; a whole file stands for itself, with its first community.

    Raises ConfigError with each problem, its line and the cure.
    """
    if not text.strip():
        return policy
    report = Report(file=_NAME)
    tree = to_tree(text, report)
    report.raise_if_any()
    if isinstance(tree, Entries) and any(entry.key == "communities" for entry in tree.entries):
        return load_text(text, _NAME).communities[0].policy
    if not isinstance(tree, Entries):
        report.add(tree.line, "write settings as in the file, such as `peer_prompt: {wait: 45 min}`")
        report.raise_if_any()
        return policy
    for path, node in _leaves(policy, "", tree):
        policy = _with(policy, path, node, report)
    report.raise_if_any()
    return policy


def _leaves(policy: Policy, before: str, tree: Entries) -> Iterator[tuple[str, Node]]:
    """Each value with its path."""
    for entry in tree.entries:
        path = f"{before}{entry.key.removeprefix('#') if before == 'channels.' else entry.key}"
        if isinstance(entry.value, Entries):
            yield from _leaves(policy, f"{path}.", entry.value)
        else:
            yield "is_paused" if path == "paused" else path, entry.value


def _with(policy: Policy, path: str, node: Node, report: Report) -> Policy:
    place = find_place(policy, path)
    value = _value(node)
    if place is None:
        report.add(
            node.line, f"`{shown(path)}` cannot be tried alone; paste a whole hubbub.yaml with it, or take it away"
        )
        return policy
    _, problem = read_value(place, value)
    if problem:
        report.add(node.line, problem)
        return policy
    return overridden(policy, path, value) or policy


def _value(node: Node) -> object:
    if isinstance(node, Listing):
        return [_value(one) for one in node.items]
    return None if not isinstance(node, Scalar) or node.is_null else node.text
