"""Every message as Slack and as Discord would show it, with what was found in it: one page, or text for a terminal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources

from jinja2 import Environment, PackageLoader

from bots.voice.rendering import Voice
from config.persona_lint import Linted
from dashboard.settings.looks import Line, Look, looks
from dashboard.settings.samples import sampled
from engagement.policy import Policy

_MARKS = {"bullet": "• ", "quote": "│ ", "note": "· "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Previewed:
    """One text with its looks on both platforms."""

    text: Linted
    looks: tuple[Look, ...]


def previewed(policy: Policy, voice: Voice, texts: Iterable[Linted]) -> Iterator[Previewed]:
    """Each text as it would be shown, with an invented example."""
    for one in texts:
        said = sampled(voice, policy, one.key, one.language)
        yield Previewed(text=one, looks=tuple(looks(*said, policy.timezone)))


def to_text(one: Previewed, called: str) -> str:
    """For a terminal: both platforms one below the other, once where both show the same lines."""
    text = one.text
    lines = [f"{text.language} {text.key}" + (" (in your own words)" if text.is_own else "")]
    for look in one.looks:
        lines.append(f"  {look.title}:  {called} APP")
        lines += [f"    {_line(line)}" for line in look.lines]
        if look.buttons:
            lines.append("    " + " ".join(f"[{label}]" for label, _ in look.buttons))
    lines += [
        f"  ! {found.kind}{f' “{found.passage}”' if found.passage else ''}: {found.why}" for found in text.findings
    ]
    return "\n".join(lines)


def _line(line: Line) -> str:
    return _MARKS.get(line.kind, "") + "".join(
        f"{one.text} <{one.link}>" if one.link else one.text for one in line.words
    )


def to_html(policy: Policy, some: Iterable[Previewed]) -> str:
    """One page that needs nothing else, both platforms side by side."""
    style = resources.files("dashboard").joinpath("static", "window", "window.css").read_text(encoding="utf-8")
    pages = Environment(loader=PackageLoader("dashboard", "templates"), autoescape=True, trim_blocks=True)
    by_language: dict[str, list[Previewed]] = {}
    for one in some:
        by_language.setdefault(one.text.language, []).append(one)
    return pages.get_template("persona.html.jinja").render(
        community=policy.name, called=policy.persona.called, by_language=by_language, style=style
    )
