"""The templates of the pages: everything is escaped, and nothing may be left undefined."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from actorstance.atomic import write_text
from actorstance.report.palette import SYMBOLS

View = dict[str, Any]
"""What a template reads of one thing."""


def write_html(path: str | Path, template: str, **values: Any) -> None:
    """Fill a template with values and write the page, whole or not at all.

    Args:
        path: the HTML file.
        template: its name in this folder.
        values: what the template reads.
    """
    environment = Environment(
        loader=PackageLoader("actorstance", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # A number is not parted from its percent sign.
    environment.filters["whole"] = lambda text: text.replace(" %", "\u00a0%")
    environment.globals["symbols"] = {str(stance): symbol for stance, symbol in SYMBOLS.items()}
    write_text(path, environment.get_template(template).render(values))
