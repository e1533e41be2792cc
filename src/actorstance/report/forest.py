"""The figure of a comparison: each actor's difference with its interval."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from actorstance.comparison.runs import GroupComparison
from actorstance.comparison.systems import ALPHA, ActorDifference, Comparison
from actorstance.evaluation import ROLES
from actorstance.metrics import FEW
from actorstance.report.palette import ACCENT, GRID, INK, MUTED, SURFACE

LONGEST_NAME = 34
ROW = 0.27  # inches


def differences_figure(found: Comparison | GroupComparison, most: int = 20) -> Figure:
    """The difference of each actor's accuracies with its interval, targets above holders, most pairs first.

    A large diamond, and a star behind the name: significant after Holm's adjustment. Hollow and paler: too few pairs for a verdict.

    Args:
        found: the comparison.
        most: actors of a role at most; the title says so where there are more.
    """
    actors = {role: [d for d in found.per_actor if d.role == role] for role in ROLES}
    shown = {role: differences[:most] for role, differences in actors.items() if differences}
    if not shown:
        figure = Figure(figsize=(6, 0.8))
        figure.text(0.5, 0.5, "No pair of this corpus names an actor.", ha="center", va="center", color=MUTED)
        return figure
    heights = [len(differences) + 1.0 for differences in shown.values()]
    figure = Figure(figsize=(7.2, 1.4 + 0.4 * len(shown) + ROW * sum(heights)), layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(len(shown), sharex=True, squeeze=False, height_ratios=heights)[:, 0]
    for axes, (role, differences) in zip(panels, shown.items(), strict=True):
        more = f", the {most} of {len(actors[role])} with the most pairs" if len(actors[role]) > most else ""
        _draw(axes, differences)
        axes.set_title(f"Actors as {role}{more}", color=INK, fontsize=11, loc="left", pad=8)
    reach = max(20.0, *(abs(100 * end) for ds in shown.values() for d in ds for end in _ends(d)))
    panels[0].set_xlim(-1.04 * reach, 1.04 * reach)
    first, second = (_short(name) for name in found.names)
    panels[-1].set_xlabel(
        f"difference of accuracies in points\n← {first} is better\n{second} is better →",
        color=INK, fontsize=9, parse_math=False,
    )  # fmt: skip
    handles = [
        Line2D([], [], color=ACCENT, marker="o", lw=2, label="difference, 95 % interval"),
        Line2D([], [], color=ACCENT, marker="o", mfc=SURFACE, lw=2, alpha=0.6, label=f"under {FEW} pairs"),
    ]
    if isinstance(found, Comparison):
        label = f"∗ significant: Holm's p under {ALPHA}"
        handles.append(Line2D([], [], color=ACCENT, marker="D", ms=8, mec=INK, lw=2, label=label))
    figure.legend(
        handles=handles, loc="outside lower center", ncols=3, frameon=False, labelcolor=INK, fontsize=9
    )
    return figure


def _draw(axes: Axes, differences: Sequence[ActorDifference]) -> None:
    axes.axvline(0, color=INK, lw=1, zorder=1)
    for row, found in enumerate(differences):
        alpha = 0.45 if found.few else 1.0
        low, high = _ends(found)
        axes.hlines(row, 100 * low, 100 * high, color=ACCENT, lw=2, alpha=alpha)
        marker, size = ("D", 8) if found.significant else ("o", 6)
        axes.plot(
            100 * found.difference, row, marker, ms=size, color=ACCENT, mew=1.4,
            mec=INK if found.significant else ACCENT, mfc=SURFACE if found.few else ACCENT,
        )  # fmt: skip
    axes.set_ylim(len(differences) - 0.4, -0.6)
    stars = ["\u2009∗" if found.significant else "" for found in differences]
    names = [
        f"{_short(found.name)}{star}\u2002n = {found.n:,}"
        for found, star in zip(differences, stars, strict=True)
    ]
    axes.set_yticks(range(len(differences)), names, parse_math=False)
    for label, found in zip(axes.get_yticklabels(), differences, strict=True):
        label.set_color(MUTED if found.few else INK)
    axes.grid(axis="x", color=GRID, lw=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, colors=INK, labelsize=9)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:+.0f}".replace("-", "−") if value else "0")


def _ends(found: ActorDifference) -> tuple[float, float]:
    """Of the interval; both the difference itself where there is none."""
    return found.interval[:2] if found.interval else (found.difference, found.difference)


def _short(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"
