"""The house rules, as sentences that run."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from functools import cache, lru_cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "villagedesk"
MODULES = sorted(SOURCE.rglob("*.py"))

# What each layer may import of ours, besides itself. The arrows only point down.
HELPERS = {"errors", "i18n", "paths", "settings", "clock", "log", "versions", "__version__"}
BELOW = {
    "domain": HELPERS,
    "store": HELPERS | {"domain"},
    "sync": HELPERS | {"domain", "store"},
    "central": HELPERS | {"domain", "store", "sync"},
    "desktop": HELPERS | {"domain", "store", "sync"},
}
# What stands above the layers: it may import all of them, and none of them may import it.
ABOVE = {"__init__", "__main__", "demo", "self_test", "verify"}
# One library, one home: who may import it. The demo stands above both sides and drives the window.
HOMES: dict[str, Collection[str]] = {
    "PySide6": {"desktop", "demo", "self_test"},
    "shiboken6": {"desktop"},
    "fastapi": {"central"},
    "starlette": {"central"},
    "uvicorn": {"central"},
    "jinja2": {"central"},
    "psycopg": {"central"},
    "requests": {"sync/http.py"},
    "sqlmodel": {"domain", "store", "desktop", "demo"},  # desktop: see the_window_asks_no_database
    "sqlalchemy": {"domain", "store", "sync", "central", "demo"},
    "sqlcipher3": {"store", "central"},
    "keyring": {"store/key.py"},
    "xlsxwriter": {"store/reports/export.py"},
    "python_calamine": {"store/imports/spreadsheet.py"},
    "platformdirs": {"paths"},
    "babel": {"i18n"},
    "zxingcpp": {"desktop"},
    "argon2": {"store", "central"},
    "cbor2": {"domain"},
    "phonenumbers": {"domain"},
    # Only the tests and what builds the resources need these.
    **dict.fromkeys(
        ("escpos", "stdnum", "PIL", "cwt", "base45", "httpx2", "pypinyin", "hypothesis", "pytest", "time_machine"), ()
    ),
}
MAX_LINES = 320
MAX_FUNCTION = 60


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def layer_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).parts
    return parts[0] if len(parts) > 1 else path.stem


@lru_cache(maxsize=1)
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[tuple[str, int, str]]:
    """Module, line and, for a hidden import, its name again in the third place."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno, ""
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"line {node.lineno}: a relative import"
            assert node.module
            yield node.module, node.lineno, ""
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno, ""


# Each rule looks at one module of those it is for.
RULES: dict[str, tuple[Collection[Path], Callable[[Path], None]]] = {}


def rule(paths: Collection[Path] = MODULES) -> Callable[[Callable[[Path], None]], Callable[[Path], None]]:
    """One sentence that every one of these modules keeps."""

    def add(look: Callable[[Path], None]) -> Callable[[Path], None]:
        RULES[look.__name__] = (set(paths), look)
        return look

    return add


@cache
def broken() -> dict[str, list[str]]:
    """What breaks each rule. One walk through the modules, for reading them is what takes the time."""
    found: dict[str, list[str]] = {name: [] for name in RULES}
    for path in MODULES:
        for name, (paths, look) in RULES.items():
            if path in paths:
                try:
                    look(path)
                except AssertionError as wrong:
                    found[name].append(str(wrong).splitlines()[0])
    return found


@rule()
def arrows_only_point_down(path: Path) -> None:
    layer = layer_of(path)
    if layer not in BELOW:
        if layer in HELPERS:
            for module, line, _ in imports(tree_of(path)):
                if module.startswith("villagedesk."):
                    assert module.split(".")[1] in HELPERS, f"{name_of(path)}:{line} imports {module}"
        return
    for module, line, _ in imports(tree_of(path)):
        if module.startswith("villagedesk."):
            target = module.split(".")[1]
            assert target == layer or target in BELOW[layer], f"{name_of(path)}:{line} imports {module}"


def test_every_part_has_its_layer() -> None:
    """A folder without rules would be a way around all of them."""
    parts = {path.relative_to(SOURCE).parts[0].removesuffix(".py") for path in MODULES}
    assert parts <= set(BELOW) | HELPERS | ABOVE


@rule()
def each_library_has_one_home(path: Path) -> None:
    for module, line, _ in imports(tree_of(path)):
        homes = HOMES.get(module.split(".")[0])
        if homes is not None:
            assert layer_of(path) in homes or name_of(path) in homes, f"{name_of(path)}:{line} imports {module}"


@pytest.mark.parametrize(
    ("without", "runs"),
    [
        (("PySide6", "shiboken6"), ("central.app", "central.command", "central.serve", "sync.service")),
        (("fastapi", "starlette", "uvicorn", "jinja2"), ("desktop.app", "sync.service", "sync.unattended")),
    ],
)
def test_each_side_runs_without_the_libraries_of_the_other(without: tuple[str, ...], runs: tuple[str, ...]) -> None:
    lines = ["import sys", f"sys.modules.update(dict.fromkeys({without!r}))"]
    code = "\n".join([*lines, *(f"import villagedesk.{name}" for name in runs)])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_values_identity_and_states_are_light() -> None:
    """They are needed before SQLModel is loaded, which costs half a second."""
    for stem in ("values", "identity", "states"):
        for module, line, _ in imports(tree_of(SOURCE / "domain" / f"{stem}.py")):
            assert not module.startswith(("sqlmodel", "sqlalchemy")), f"domain/{stem}.py:{line}"


@rule([p for p in MODULES if layer_of(p) == "desktop"])
def the_window_asks_no_database(path: Path) -> None:
    """A page hands the session it gets on to the store; it knows the type, and no question of its own."""
    for module, line, _ in imports(tree_of(path)):
        if module.startswith("sqlmodel"):
            assert module in {"sqlmodel", "sqlmodel.Session"}, f"{name_of(path)}:{line} imports {module}"
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"execute", "exec_driver_sql", "scalars"}, f"{name_of(path)}:{node.lineno}"


@rule([p for p in MODULES if layer_of(p) == "desktop"])
def pages_see_no_thread(path: Path) -> None:
    """Background work has two verbs, in tasks.py. The others: opening before there is a store, hooks, another process."""
    if name_of(path) in {"desktop/tasks.py", "desktop/app.py", "desktop/crash.py", "desktop/speech/child.py"}:
        return
    for module, line, _ in imports(tree_of(path)):
        found = module in {"threading", "concurrent.futures", "multiprocessing"} or module.endswith(".QThread")
        assert not found, f"{name_of(path)}:{line} imports {module}"


@rule([p for p in MODULES if layer_of(p) in ("domain", "store")])
def amounts_are_never_floats(path: Path) -> None:
    """Money is fen, weight grams, area thousandths of a mu; a float is a fen off one day."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            assert "float" not in ast.unparse(node.annotation), f"{name_of(path)}:{node.lineno}"
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            assert "float" not in ast.unparse(node.returns), f"{name_of(path)}:{node.lineno}"


@rule()
def whatever_others_may_use_says_what_it_does(path: Path) -> None:
    """Functions and classes; methods too, except in the window, where Qt and Page have named most of them."""

    def look(body: list[ast.stmt], names: set[str], methods: bool) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name[0] != "_":
                # The two halves of a codec's method stand together, and the writer's is told.
                told = ast.get_docstring(node) or node.name.replace("read_", "write_") in names - {node.name}
                assert told, f"{name_of(path)}:{node.lineno} {node.name}"
                if isinstance(node, ast.ClassDef) and methods:
                    look(node.body, set(), methods)

    tree = tree_of(path)
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} if "codec" in path.parts else set()
    look(tree.body, names, layer_of(path) != "desktop")


def test_the_sync_engine_is_pure() -> None:
    """The same step runs in the window, unattended and in the simulator: no line, no disk, no clock within its reach."""
    for module, line, _ in imports(tree_of(SOURCE / "sync" / "engine.py")):
        assert module.split(".")[0] in {"dataclasses", "typing"} or module.startswith("villagedesk.sync.messages"), line


@rule()
def imports_inside_functions_say_why(path: Path) -> None:
    tree, lines = tree_of(path), path.read_text(encoding="utf-8").splitlines()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            hidden = [n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
            if hidden:
                around = "\n".join(lines[max(0, hidden[0].lineno - 3) : (hidden[-1].end_lineno or 0) + 1])
                assert "#" in around, f"{name_of(path)}:{hidden[0].lineno}: a hidden import without a comment"


@rule()
def a_module_opens_by_saying_what_it_is_for(path: Path) -> None:
    text = ast.get_docstring(tree_of(path))
    assert text, name_of(path)
    assert text.split("\n\n")[0].rstrip().endswith((".", ":", "!")), name_of(path)


@rule()
def files_and_functions_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES, name_of(path)
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= MAX_FUNCTION, f"{name_of(path)}:{node.lineno} {node.name} has {length} lines"


@rule()
def texts_can_be_translated_and_nothing_is_swallowed(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_", "ngettext"):
            for argument in node.args:
                assert not isinstance(argument, ast.JoinedStr), f"{name_of(path)}:{node.lineno}: f-string inside _()"
        if isinstance(node, ast.ExceptHandler):
            assert not all(isinstance(n, ast.Pass) for n in node.body), f"{name_of(path)}:{node.lineno}: swallowed"


@rule()
def the_translator_keeps_its_name(path: Path) -> None:
    """``lambda _: say(_("Done"))`` calls its own argument."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            names = [n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id == "_"]
            arguments = {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)}
            bound = "_" in arguments or any(isinstance(n.ctx, ast.Store) for n in names)
            asked = any(
                isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "_" for n in ast.walk(node)
            )
            assert not (bound and asked), f"{name_of(path)}:{node.lineno}: _ is bound and called"


@rule()
def nothing_is_left_undone(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        assert not re.search(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b", line), f"{name_of(path)}:{number}"


@rule([p for p in MODULES if p.name != "clock.py"])
def only_the_clock_asks_the_time(path: Path) -> None:
    """Tests change the clock in one place; Qt's own clock would not follow."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert not re.search(
                r"(^|\.)(datetime\.now|date\.today|time\.time|currentDateTime|currentDate|currentTime)$", called
            ), f"{name_of(path)}:{node.lineno}: {called}"


def module_name(path: Path) -> str:
    parts = ["villagedesk", *path.relative_to(SOURCE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_there_are_no_import_cycles() -> None:
    known = {module_name(path): path for path in MODULES}
    graph: dict[str, set[str]] = {}
    for name, path in known.items():
        # What stands under TYPE_CHECKING or in a function is not at the top.
        top = [n for n in tree_of(path).body if isinstance(n, ast.Import | ast.ImportFrom)]
        found = {m for node in top for m, _line, _ in imports(ast.Module([node], []))}
        # Importing a package's module does not need what its __init__ imports of its own parts.
        graph[name] = {m for m in found if m in known and m != name and not name.startswith(f"{m}.")}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join([*path[path.index(name) :], name])
        if name in done:
            return
        for target in sorted(graph[name]):
            visit(target, (*path, name))
        done.add(name)

    for name in sorted(graph):
        visit(name, ())


@pytest.mark.parametrize("name", RULES)
def test_every_module_keeps_the_rule(name: str) -> None:
    assert len(MODULES) > 100
    assert not broken()[name]


def test_a_broken_rule_is_noticed(tmp_path: Path) -> None:
    """Each rule that looks into a module finds what breaks it."""
    wrong = {
        "pages_see_no_thread": "import threading",
        "amounts_are_never_floats": "def price() -> float: ...",
        "whatever_others_may_use_says_what_it_does": "def sell(): ...",
        "imports_inside_functions_say_why": "def f():\n\n\n    import os\n",
        "a_module_opens_by_saying_what_it_is_for": "x = 1",
        "texts_can_be_translated_and_nothing_is_swallowed": "_(f'{x}')",
        "the_translator_keeps_its_name": "f = lambda _: _('Done')",
        "nothing_is_left_undone": "# TO" + "DO: the rest",
        "only_the_clock_asks_the_time": "time.time()",
        "files_and_functions_stay_short": "\n" * (MAX_LINES + 1),
        "each_library_has_one_home": "import sqlcipher3",
        "arrows_only_point_down": "import villagedesk.central.app",
        "the_window_asks_no_database": "s.execute(1)",
    }
    assert set(wrong) == set(RULES)
    for name, text in wrong.items():
        path = SOURCE / "desktop" / f"{tmp_path.name}_{name}.py"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "read_text", lambda _path, text=text, **_more: text)
            tree_of.cache_clear()
            with pytest.raises(AssertionError):
                RULES[name][1](path)
    tree_of.cache_clear()
