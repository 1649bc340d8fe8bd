"""What runs in containers may do as little as it can, and everything it needs stands in one explained file."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from config.settings import KNOWN, OF_WEBHOOKS, PLATFORM, read_settings

ROOT = Path(__file__).parents[1]
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
LOCAL = "127.0.0.1:"
LOCKED = ("pyproject.toml", "uv.lock")


@pytest.mark.parametrize("name", SERVICES)
def test_each_runs_without_rights_on_what_cannot_be_written_to(name: str) -> None:
    it = SERVICES[name]
    assert it["read_only"] is True
    assert it["cap_drop"] == ["ALL"]
    assert "cap_add" not in it
    assert it["security_opt"] == ["no-new-privileges:true"]
    assert it["user"].partition(":")[0] not in {"", "0", "root"}
    assert it["restart"] == "unless-stopped"
    assert any(str(one).startswith("/tmp") for one in it["tmpfs"])  # noqa: S108  # in the container
    assert all(":mode=1777" in one for one in it["tmpfs"]), "else it has the rights that the image happens to give it"
    assert it["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert not {"privileged", "network_mode", "pid", "ipc", "devices"} & it.keys()
    assert not [one for one in it["volumes"] if "docker.sock" in one]


def test_volumes_are_named_and_each_belongs_to_one() -> None:
    used = [one.partition(":")[0] for it in SERVICES.values() for one in it["volumes"]]
    assert sorted(used) == sorted(COMPOSE["volumes"])


def test_only_the_proxy_is_reached_from_elsewhere_and_only_if_it_is_wanted() -> None:
    assert all(str(port).startswith(LOCAL) for port in SERVICES["hubbub"]["ports"])
    assert "ports" not in SERVICES["db"]
    assert SERVICES["proxy"]["profiles"] == ["https"]
    assert [name for name, it in SERVICES.items() if "profiles" not in it] == ["hubbub", "db"]


def test_no_password_is_there_before_somebody_chooses_one() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    asked = re.findall(r"\$\{POSTGRES_PASSWORD([^}]*)\}", text)
    assert asked
    assert all(one.startswith(":?") for one in asked), "an empty one is refused, and there is no default"
    assert re.search(r"^POSTGRES_PASSWORD=$", EXAMPLE, re.MULTILINE)


def test_the_image_is_run_by_the_user_it_was_made_for() -> None:
    assert "USER hubbub" in DOCKERFILE
    assert f"--uid {SERVICES['hubbub']['user'].partition(':')[0]}" in DOCKERFILE
    assert DOCKERFILE.rindex("USER hubbub") > DOCKERFILE.rindex("\nRUN")
    looked = SERVICES["hubbub"]["healthcheck"]
    assert looked["test"][-1] in DOCKERFILE
    assert f"--interval={looked['interval']} --timeout={looked['timeout']}" in DOCKERFILE


def test_the_proxy_is_run_by_the_user_it_was_made_for() -> None:
    proxy = SERVICES["proxy"]
    made = proxy["build"]["dockerfile_inline"]
    assert f"USER {proxy['user']}\n" in made
    assert f"chown -R {proxy['user']} /data /config" in made
    assert "setcap -r" in made, "no program with a capability of its own starts where none can be had"


def test_nothing_gets_into_the_image_but_what_it_is_made_of() -> None:
    rules = [line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    assert rules[0] == "*", "an export, a backup or a token that lies in the folder stays out"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rooms = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    about = [project["project"]["readme"], *project["project"]["license-files"]]
    assert sorted(rules[1:]) == sorted([*(f"!{one}" for one in [*rooms, *about, *LOCKED]), "**/__pycache__"])


def test_one_file_explains_every_variable() -> None:
    named = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    ours = {name for name in named if not name.startswith(OF_WEBHOOKS)}
    assert ours == {*KNOWN, *PLATFORM, "POSTGRES_PASSWORD"}
    blocks = re.split(r"\n\s*\n", EXAMPLE)
    for block in blocks:
        if re.search(r"^#?[A-Z_]+=", block, re.MULTILINE) and "SMTP" not in block:
            assert re.match(r"# \w", block), block


def test_the_file_as_it_is_sets_nothing_but_what_has_to_be_chosen(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE, encoding="utf-8")
    settings = read_settings(environment={}, folder=tmp_path)
    assert dict(settings.environment) == {"POSTGRES_PASSWORD": ""}
    assert settings.host == "127.0.0.1"


def test_each_example_is_one_that_hubbub_takes(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(re.sub(r"^#(?=[A-Z_]+=)", "", EXAMPLE, flags=re.MULTILINE), encoding="utf-8")
    settings = read_settings(environment={}, folder=tmp_path)
    assert settings.environment["HUBBUB_PUBLIC_URL"] == "https://hubbub.example.org"
    assert "..." in settings.secrets
