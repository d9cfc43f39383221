"""Each locked file of requirements holds what the code says it needs: whoever installs from it
has everything."""

import re
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXTRAS = {"": "requirements.txt"} | {
    name: f"requirements-{name}.txt" for name in ("s3", "meaning", "dev")
}


@pytest.mark.parametrize("extra", EXTRAS)
def test_the_lock_holds_every_requirement(extra: str) -> None:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg")
    wanted = names(config["options"]["install_requires"])
    if extra:
        wanted |= names(config["options.extras_require"][extra])
    locked = names((ROOT / EXTRAS[extra]).read_text("utf-8"))
    assert wanted - locked == set()


def names(lines: str) -> set[str]:
    """What is required, without version, marker or extra."""
    found = re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)", lines, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found} - {"crowd"}
