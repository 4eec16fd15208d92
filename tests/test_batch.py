"""The batch: every unit gets its folder or a reason, a bad one costs only itself, and what did not change stays."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from translator.batch import pool, worker
from translator.batch.outcome import Blocker, Kind, Options, Outcome, Status, Unit
from translator.batch.pool import convert_all
from translator.batch.run import run_batch
from translator.batch.summary import holds
from translator.batch.units import find_units, repositories_in

FIXTURES = Path(__file__).parent.parent / "fixtures" / "chef"
COMMAND = [sys.executable, "-m", "translator.cli", "batch"]


def book(folder: Path, name: str, recipe: str, recipe_name: str = "default", metadata: str = "") -> Path:
    path = folder / name
    (path / "recipes").mkdir(parents=True, exist_ok=True)
    (path / "metadata.rb").write_text(f"name '{name}'\nversion '1.0.0'\n{metadata}")
    (path / "recipes" / f"{recipe_name}.rb").write_text(recipe)
    return path


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Three cookbooks, one of them broken, and a role."""
    books = tmp_path / "shop" / "cookbooks"
    book(books, "good", "package 'nginx'\n")
    book(books, "broken", "package 'nginx' do\n")
    book(
        books,
        "lonely",
        "include_recipe 'elsewhere'\nfile '/etc/x' do\n  content 'x'\nend\n",
        metadata="depends 'elsewhere'\n",
    )
    roles = tmp_path / "shop" / "roles"
    roles.mkdir()
    (roles / "web.rb").write_text("name 'web'\nrun_list 'recipe[good]'\n")
    return tmp_path / "shop"


def batch(path: Path, target: Path, *flags: str) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [*COMMAND, str(path), "-o", str(target), "--format", "json", *flags], capture_output=True, text=True
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


def statuses(data: dict[str, Any]) -> dict[str, str]:
    return {outcome["key"]: outcome["status"] for outcome in data["outcomes"]}


def quiet(done: int, total: int, outcome: Outcome | None) -> None:
    """A progress that nobody looks at."""


def test_the_units_of_a_repository(tmp_path: Path, repository: Path) -> None:
    book(repository / "cookbooks", "tools", "", "one")
    book(repository / "cookbooks", "tools", "", "two")
    book(repository / "cookbooks" / "good" / "test" / "cookbooks", "proof", "")
    (repository / "nodes").mkdir()
    (repository / "nodes" / "web1.json").write_text('{"name": "web1", "run_list": ["role[web]"]}')
    (repository / "Policyfile.rb").write_text("name 'shop'\nrun_list 'good'\n")
    units = {unit.key: unit.test for unit in find_units(repository)}
    assert units == {
        "cookbook/broken": False,
        "cookbook/good": False,
        "cookbook/lonely": False,
        "cookbook/proof": True,
        "node/web1": False,
        "policy/shop": False,
        "recipe/tools-one": False,
        "recipe/tools-two": False,
        "role/web": False,
    }


def test_a_folder_of_repositories_is_told_from_a_folder_of_cookbooks(tmp_path: Path) -> None:
    for name in ("a", "b"):
        book(tmp_path / "many" / name / "cookbooks", "web", "")
        book(tmp_path / "one", name, "")
    assert [child.name for child in repositories_in(tmp_path / "many")] == ["a", "b"]
    assert [unit.key for unit in find_units(tmp_path / "many")] == ["a/cookbook/web", "b/cookbook/web"]
    assert repositories_in(tmp_path / "one") == []


def test_two_cookbooks_of_one_name_get_folders_of_their_own(tmp_path: Path) -> None:
    book(tmp_path / "cookbooks", "web", "")
    book(tmp_path / "old", "web", "")
    (tmp_path / "cookbooks").mkdir(exist_ok=True)
    assert [unit.key for unit in find_units(tmp_path)] == ["cookbook/cookbooks-web", "cookbook/old-web"]


def test_one_bad_cookbook_does_not_stop_the_rest(tmp_path: Path, repository: Path) -> None:
    code, data = batch(repository, tmp_path / "out")
    assert code == 1
    found = statuses(data)
    assert found["cookbook/broken"] == "failed"
    assert found["cookbook/lonely"] == "reported"
    assert data["recipes"]["lacking"] == 1
    assert found["cookbook/good"] in ("clean", "reported")
    assert found["role/web"] in ("clean", "reported")
    for key in ("cookbook/good", "cookbook/lonely", "role/web"):
        assert (tmp_path / "out" / key / "report.json").is_file()
    missing = [hold for hold in data["holds"] if hold["kind"] == "cookbook"]
    assert [(hold["name"], hold["units"]) for hold in missing] == [("elsewhere", 1)]
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["statuses"] == data["statuses"]
    assert "cookbook elsewhere" in (tmp_path / "out" / "summary.md").read_text().replace(" | ", " ")


def test_unchanged_units_are_left_out_and_changed_ones_are_not(tmp_path: Path, repository: Path) -> None:
    target = tmp_path / "out"
    batch(repository, target)
    before = (target / "cookbook/lonely/report.json").stat().st_mtime_ns
    _, again = batch(repository, target)
    assert again["unchanged"] == 4
    assert (target / "cookbook/lonely/report.json").stat().st_mtime_ns == before
    (repository / "cookbooks/good/recipes/default.rb").write_text("package 'apache2'\n")
    _, changed = batch(repository, target)
    assert changed["unchanged"] == 2  # the role uses the cookbook too
    assert "apache2" in (target / "role/web/Dockerfile").read_text()
    _, fresh = batch(repository, target, "--no-resume")
    assert fresh["unchanged"] == 0
    assert statuses(fresh) == statuses(again)


def test_a_cookbook_that_arrives_later_is_seen(tmp_path: Path, repository: Path) -> None:
    batch(repository, tmp_path / "out")
    book(repository / "cookbooks", "elsewhere", "package 'curl'\n")
    _, data = batch(repository, tmp_path / "out")
    assert statuses(data)["cookbook/lonely"] in ("clean", "reported")


def test_an_output_folder_changed_by_hand_is_left_alone(tmp_path: Path, repository: Path) -> None:
    batch(repository, tmp_path / "out")
    mine = tmp_path / "out/cookbook/good/Dockerfile"
    mine.write_text("FROM mine\n")
    (repository / "cookbooks/good/recipes/default.rb").write_text("package 'apache2'\n")
    _, data = batch(repository, tmp_path / "out")
    assert mine.read_text() == "FROM mine\n"
    assert statuses(data)["cookbook/good"] == "failed"


def faulty(pipe: Any, options: Options) -> None:
    """A worker that dies, hangs or raises as the unit's name says."""

    def translate(project: Any) -> Any:
        if project.name == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if project.name == "endless":
            time.sleep(600)
        if project.name == "raising":
            raise RecursionError("injected")
        return real(project)

    real = worker.pipeline.translate_project
    worker.pipeline.translate_project = translate
    worker.serve(pipe, options)


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "serve", faulty)


@pytest.mark.usefixtures("faults")
def test_a_crash_a_hang_and_an_error_of_the_program_cost_one_unit_each(tmp_path: Path) -> None:
    for name in ("killed", "endless", "raising", "zgood", "ygood", "agood"):
        book(tmp_path / "cookbooks", name, "package 'nginx'\n")
    options = Options(target=tmp_path / "out", time_limit=20)
    result = run_batch(tmp_path, options, jobs=2, resume=True, progress=quiet)
    found = {outcome.key.partition("/")[2]: outcome for outcome in result.outcomes}
    assert {name for name, outcome in found.items() if outcome.status is Status.FAILED} == {
        "killed",
        "endless",
        "raising",
    }
    assert "ended with -9" in found["killed"].error
    assert "20 seconds" in found["endless"].error
    assert "RecursionError: injected" in found["raising"].error
    assert not result.pending


def test_the_workers_end_with_the_batch(tmp_path: Path, repository: Path) -> None:
    outcomes = convert_all(find_units(repository), Options(target=tmp_path / "out"), jobs=1)
    next(iter(outcomes))
    outcomes.close()  # type: ignore[attr-defined]
    assert not [child for child in pool.multiprocessing.active_children() if child.is_alive()]


def test_interrupted_it_keeps_what_is_finished(tmp_path: Path) -> None:
    for number in range(60):
        book(tmp_path / "cookbooks", f"web{number:02}", "package 'nginx'\n")
    target = tmp_path / "out"
    command = [*COMMAND, str(tmp_path), "-o", str(target), "--jobs", "1"]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and len(list((target / "cookbook").glob("web*"))) < 3:
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGINT)
    out, errors = run.communicate(timeout=60)
    assert run.returncode == 130, errors
    assert "Traceback" not in errors
    assert "interrupted" in out
    data = json.loads((target / "summary.json").read_text())
    assert data["interrupted"]
    assert data["units"] + len(data["pending"]) == 60
    assert data["units"] >= 2
    assert not list((target / "cookbook").glob(".*"))
    code, rest = batch(tmp_path, target)
    assert code == 0
    assert rest["unchanged"] == data["units"]
    assert rest["units"] == 60


def test_what_holds_back_is_sorted_by_what_it_alone_would_free() -> None:
    apt, runit, ark = (Blocker(kind="cookbook", name=name) for name in ("apt", "runit", "ark"))
    sets = [(apt,), (apt, runit), (apt, ark), (runit,), (runit,)]
    outcomes = [Outcome(key=str(at), kind=Kind.ROLE, status=Status.REPORTED, blockers=b) for at, b in enumerate(sets)]
    assert [(hold.name, hold.frees, hold.units) for hold in holds(outcomes)] == [
        ("runit", 2, 3),
        ("apt", 1, 3),
        ("ark", 0, 1),
    ]


def test_the_company_converts_whole(tmp_path: Path) -> None:
    copy = tmp_path / "company"
    shutil.copytree(FIXTURES, copy, ignore=shutil.ignore_patterns("expected"))
    _, data = batch(copy, tmp_path / "out")
    found = statuses(data)
    assert {"cookbook/zeebra", "cookbook/cheetah", "role/zeebra"} <= found.keys()
    assert "failed" not in found.values()
    assert data["recipes"]["units"] == sum(key.startswith(("cookbook/", "recipe/")) for key in found)


def test_an_image_without_a_service_is_nothing_to_finish(tmp_path: Path) -> None:
    book(tmp_path / "cookbooks", "tools", "package 'curl'\n")
    code, data = batch(tmp_path, tmp_path / "out")
    assert (code, statuses(data), data["holds"]) == (0, {"cookbook/tools": "clean"}, [])


def test_node_data_that_nobody_gave_is_named(tmp_path: Path) -> None:
    book(tmp_path / "cookbooks", "app", "node['deploy']['shop'].each { |name| package name }\n")
    _, data = batch(tmp_path, tmp_path / "out")
    assert statuses(data) == {"cookbook/app": "reported"}
    assert [(hold["kind"], hold["name"]) for hold in data["holds"]] == [("data", "node['deploy']")]
    report = (tmp_path / "out/cookbook/app/report.md").read_text()
    assert "cookbooks/app/recipes/default.rb:1: no value: node['deploy']" in report
    assert "its package_name is not known: node['deploy'] has no value" in report


def test_an_exception_that_loses_code_is_a_failure(tmp_path: Path) -> None:
    book(
        tmp_path / "cookbooks", "app", "if node['platform'] == 'plan9'\n  package 'a'\nelse\n  raise 'not here'\nend\n"
    )
    code, data = batch(tmp_path, tmp_path / "out")
    assert (code, statuses(data)) == (1, {"cookbook/app": "failed"})


def test_what_the_repository_lacks_is_counted_and_listed(tmp_path: Path) -> None:
    recipe = "include_recipe 'apt'\napt_thing('x') { key 'y' }\nfile(\"#{node['apt']['dir']}/z\") { content 'z' }\n"
    book(tmp_path / "cookbooks", "app", recipe, metadata="depends 'apt'\n")
    _, data = batch(tmp_path, tmp_path / "out")
    assert statuses(data) == {"cookbook/app": "reported"}
    kinds = {(hold["kind"], hold["name"]) for hold in data["holds"]}
    assert kinds == {("cookbook", "apt"), ("definition", "apt_thing")}
    (outcome,) = data["outcomes"]
    assert outcome["places"]["manual"] == 3


def test_a_unit_is_named_by_its_output_folder() -> None:
    unit = Unit(kind=Kind.ROLE, name="web", path=Path("/r/roles/web.rb"), repository=Path("/r"), label="shop")
    assert unit.key == "shop/role/web"
