"""`import summaries`: its functions by their names, and nothing loaded that isn't used."""

import subprocess
import sys

import summaries


def test_every_public_name_is_a_function_also_after_its_module_was_imported() -> None:
    for _ in range(2):
        for name in summaries.__all__:
            assert callable(getattr(summaries, name)), name


def test_importing_it_loads_no_library() -> None:
    code = "import sys, summaries, summaries.types; print({'numpy', 'lxml', 'sumy', 'babel'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(summaries, "generate")
