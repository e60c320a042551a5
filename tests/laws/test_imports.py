"""The import contracts hold, and each of the floors' would bite."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(LINT, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy_of_the_house(tmp_path):
    for name in ("onboarding", "marketplace", "payouts", "pyproject.toml"):
        subprocess.run(["cp", "-r", ROOT / name, tmp_path / name], check=True)
    return tmp_path


def test_the_layers_point_one_way():
    result = lint(ROOT)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("onboarding/errors.py", "import marketplace.campaigns.models", "Three floors"),
        ("marketplace/interactions/models.py", "import payouts.money", "Three floors"),
        ("payouts/money.py", "import django", "Pure modules know no framework"),
        ("payouts/rating/price.py", "import payouts.runs.models", "Inside payouts"),
        ("payouts/gateway/processor.py", "import payouts.gateway.stand_in", "stand-in"),
        ("payouts/metering/models.py", "import marketplace.settings", "Nobody imports the roof"),
        ("payouts/ledger/selectors.py", "import payouts.ledger.services", "Inside a slice"),
    ],
)
def test_each_contract_bites(copy_of_the_house, module, line, contract):
    broken = copy_of_the_house / module
    broken.write_text(f"{broken.read_text()}\n{line}\n")

    result = lint(copy_of_the_house)

    assert result.returncode == 1
    kept = [row for row in result.stdout.splitlines() if row.endswith("BROKEN")]
    assert any(contract in row for row in kept), result.stdout


def test_a_folder_without_a_place_in_the_picture_is_refused(copy_of_the_house):
    folder = copy_of_the_house / "payouts" / "utils"
    folder.mkdir()
    (folder / "__init__.py").write_text("")

    assert lint(copy_of_the_house).returncode == 1
