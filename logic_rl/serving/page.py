"""The page at `/`: one file, made of the assets here and of what the report's pages mark responses with."""

from __future__ import annotations

import base64
import hashlib
import json
import string
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from logic_rl.analysis.behaviours.cues import BEHAVIOURS
from logic_rl.analysis.report.page import PARTS as REPORT

ASSETS = Path(__file__).resolve().parent / "assets"
SCRIPTS = (REPORT / "data.js", REPORT / "transcript.js", ASSETS / "words.js", ASSETS / "stream.js", ASSETS / "page.js")
STYLES = (REPORT / "page.css", ASSETS / "page.css")


def page_routes() -> APIRouter:
    router = APIRouter()

    @router.get("/", response_class=HTMLResponse)
    def page() -> HTMLResponse:
        text, policy = whole_page()
        return HTMLResponse(text, headers={"Content-Security-Policy": policy, "Cache-Control": "no-cache"})

    return router


@cache
def whole_page() -> tuple[str, str]:
    """The page, and the policy under which a browser runs nothing but its own script."""
    script, style = ("\n".join(part.read_text(encoding="utf-8") for part in parts) for parts in (SCRIPTS, STYLES))
    script += f"\nplay({json.dumps(BEHAVIOURS)});\n"
    template = string.Template((ASSETS / "page.html").read_text(encoding="utf-8"))
    policy = (f"default-src 'none'; connect-src 'self'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
              "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")  # fmt: skip
    return template.substitute(style=style, script=script), policy


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
