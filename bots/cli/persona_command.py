"""``hubbub persona``: which texts break the brand's voice or push, how all of them look, and better wordings."""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.persona_lint import Linted
    from config.settings import Settings
    from engagement.policy import Policy

_USUAL = 10


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "what", choices=("lint", "preview", "propose"),
        help="lint: which texts break the persona or push, and why; preview: all of them as both platforms show them;"
        " propose: better wordings, and your yes or no to them",
    )  # fmt: skip
    parser.add_argument(
        "texts", nargs="*", metavar="TEXT", help="only these: a text (peer_prompt.ask) or a step (peer_prompt)"
    )
    parser.add_argument("--language", metavar="CODE", help="only this language, such as de")
    parser.add_argument("--html", type=Path, metavar="FILE", help="preview: write one page with both side by side")
    parser.add_argument("--json", action="store_true", help="lint: print JSON")
    parser.add_argument("--model", action="store_true", help="propose: have the text model word texts anew")
    parser.add_argument(
        "--most", type=int, default=_USUAL, metavar="N", help=f"propose: ask of so many texts (default: {_USUAL})"
    )
    parser.add_argument("--yes", nargs="+", metavar="NAME", help="propose: say these so, as en:crisis.over; or all")
    parser.add_argument("--no", nargs="+", metavar="NAME", help="propose: do not propose these again")
    parser.add_argument("--community", metavar="NAME", help="which community (default: the first)")


def run(arguments: argparse.Namespace) -> int:
    """Do it; the exit code of ``lint`` is 1 where something is found. Raises ConfigError with the cure."""
    from config.persona_lint import lint  # noqa: PLC0415  # `--help` needs none of this
    from config.settings import read_settings  # noqa: PLC0415

    settings = read_settings(arguments)
    if arguments.what == "propose":
        from bots.cli.persona_proposing import propose  # noqa: PLC0415

        return propose(arguments, settings)
    policy = said_now(settings, arguments.community)
    some = chosen(list(lint(policy)), arguments.texts, arguments.language)
    if arguments.what == "preview":
        return _preview(policy, some, arguments.html)
    return _lint(policy, some, is_json=arguments.json)


def said_now(settings: "Settings", community: str | None) -> "Policy":
    """What the file says, with what is set beside it where there is a memory; asking makes none."""
    from bots.app.engine import as_set  # noqa: PLC0415
    from bots.app.store import load_config, open_store, policy_for  # noqa: PLC0415

    policy = policy_for(load_config(settings), community, "Community")
    if settings.database_url is None and not (settings.home / "hubbub.db").exists():
        return policy
    with open_store(settings) as memory:
        is_known = policy.community in memory.communities()
        return memory.read(policy.community, lambda ledger: as_set(policy, ledger)) if is_known else policy


def chosen(some: "Sequence[Linted]", texts: Sequence[str], language: str | None) -> "list[Linted]":
    """Those that are named, by text or step, in one language. Raises ConfigError for a name that nothing has."""
    from config.suggest import did_you_mean, shown  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415

    known = {one.language for one in some}
    if language is not None and language not in known:
        raise ConfigError(f"nothing is said in `{shown(language)}` here; there are {', '.join(sorted(known))}")
    names = {name for one in some for name in (one.key, one.key.partition(".")[0])}
    for name in texts:
        if name not in names:
            cure = did_you_mean(name, names) or "; the page Settings > Texts lists them"
            raise ConfigError(f"there is no text `{shown(name)}`{cure}")
    return [
        one for one in some
        if (language is None or one.language == language)
        and (not texts or one.key in texts or one.key.partition(".")[0] in texts)
    ]  # fmt: skip


def _lint(policy: "Policy", some: "Sequence[Linted]", *, is_json: bool) -> int:
    from bots.cli.shown import print_json  # noqa: PLC0415

    found = [one for one in some if one.findings]
    if is_json:
        print_json([asdict(one) for one in found])
        return 1 if found else 0
    for one in found:
        for each in one.findings:
            words = f" “{each.passage}”" if each.passage else ""
            print(f"{one.language} {one.key}{' (own wording)' if one.is_own else ''}: {each.kind}{words}: {each.why}")
    kinds = Counter(each.kind for one in found for each in one.findings)
    told = ", ".join(f"{kind} {number:,}" for kind, number in kinds.most_common())
    print(f"{len(some):,} texts looked at, {len(found):,} with findings{f' ({told})' if told else ''}.")
    if not policy.persona.is_set:
        print("There is no `persona:` in the file; only what pushes was looked for, and the language and length.")
    elif found:
        print("`hubbub persona propose` proposes wordings.")
    return 1 if found else 0


def _preview(policy: "Policy", some: "Sequence[Linted]", file: Path | None) -> int:
    from bots.app.engine import make_voice  # noqa: PLC0415
    from config.wordings import is_line  # noqa: PLC0415
    from dashboard.settings.persona_preview import previewed, to_html, to_text  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415

    voice = make_voice().with_own(lambda: policy.texts, lambda: policy.persona.called)
    whole = previewed(policy, voice, _messages(some, is_line))
    if file is None:
        for one in whole:
            print(to_text(one, policy.persona.called), end="\n\n")
        return 0
    try:
        file.write_text(to_html(policy, whole), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"cannot write {file}: {error.strerror}; name another file with --html") from error
    print(f"{file} is written.")
    return 0


def _messages(some: "Sequence[Linted]", is_line: "Callable[[str], bool]") -> "Iterator[Linted]":
    """The messages, each with what is found in the line of its list; a line asked for alone stands for itself."""
    from config.wordings import message_of  # noqa: PLC0415

    lines = {(one.language, message_of(one.key)): one for one in some if is_line(one.key)}
    for one in some:
        if is_line(one.key):
            if not any(each.key == message_of(one.key) for each in some):
                yield one
            continue
        line = lines.get((one.language, one.key))
        yield replace(one, findings=one.findings + line.findings) if line is not None else one
