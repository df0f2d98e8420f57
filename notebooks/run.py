"""Run the code cells of a notebook and keep what they print and show, without Jupyter.

LOGICRL_RUN=runs/demo python notebooks/run.py notebooks/reading_a_run.ipynb
"""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import json
import sys
from pathlib import Path


def run(notebook: dict) -> dict:
    """The same notebook with fresh outputs; an error in a cell goes to the caller.

    As in Jupyter, the value of a last line that is an expression is shown: a figure, and what has `_repr_png_`, as a
    picture.
    """
    names: dict = {"__name__": "__main__"}
    for number, cell in enumerate((cell for cell in notebook["cells"] if cell["cell_type"] == "code"), start=1):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            value = _value("".join(cell["source"]), names, f"cell {number}")
        cell["execution_count"] = number
        cell["outputs"] = [*_stream(printed.getvalue()), *_result(value, number)]
    return notebook


def _value(source: str, names: dict, where: str) -> object:
    tree = ast.parse(source, where)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, where, "exec"), names)
    return eval(compile(ast.Expression(last.value), where, "eval"), names) if last else None  # noqa: S307


def _stream(text: str) -> list[dict]:
    return [{"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)}] if text else []


def _result(value: object, number: int) -> list[dict]:
    if value is None:
        return []
    data: dict = {"text/plain": [repr(value)]}
    if png := _picture(value):
        data["image/png"] = base64.b64encode(png).decode()
    return [{"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"}]


def _picture(value: object) -> bytes | None:
    if hasattr(value, "_repr_png_"):
        return value._repr_png_()
    if not hasattr(value, "savefig"):
        return None
    drawn = io.BytesIO()
    value.savefig(drawn, format="png", metadata={"Software": None})
    return drawn.getvalue()


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        told = run(json.loads(path.read_text(encoding="utf-8")))
        path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
