"""Claims to read: Markdown for files, a table for the console, and one figure with the naive share beside the corrected one.

No corrected figure stands without its interval, and none without how many pairs were labelled.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rich.console import Console
from rich.text import Text

from actorstance.atomic import write_json, write_text
from actorstance.claims.claim import Claim, Claims
from actorstance.claims.outcomes import OUTCOMES
from actorstance.metrics import FEW
from actorstance.records import write_records
from actorstance.report.cells import Row, markdown_table, of_most, rich_table
from actorstance.report.drawing import (
    add_legend,
    draw_estimate,
    draw_tick,
    estimate_handles,
    name_rows,
    new_figure,
    row_name,
    share_ticks,
    styled,
    tick_handle,
)
from actorstance.report.images import save_figure
from actorstance.report.palette import ACCENT, COLORS, GRID, INK, MUTED
from actorstance.schema import Stance

ALL_HEADER: Row = ("share", "predictions [95 %]", "labelled sample [95 %]", "corrected [95 %]")
TITLES = {"target": "Toward each actor", "holder": "By each actor", "pair": "By each actor toward each actor"}
PANELS = {"against": COLORS[Stance.AGAINST], "favor": COLORS[Stance.FAVOR], "net": ACCENT}

NOTE = (
    "In per cent: the share of the predictions → the corrected share [95 % interval]; “net” is favor − against, in points. An interval of counted predictions knows "
    "nothing of the classifier's errors; about this corpus alone they have none. “cut”: a corrected figure lay beyond what is possible, and stands at the end of it. "
    f"“few”: under {FEW} pairs are labelled, too few for a claim."
)

Key = tuple[str, str | None, str | None, str | None]


def write_claims(folder: str | Path, claims: Claims, most: int = 20) -> None:
    """Write `claims.json`, `claims.csv` (a row per figure), `claims.md` and `claims.png`.

    Args:
        folder: the output folder; files of the same names are replaced.
        claims: the claims.
        most: how many actors of a role tables and figure show.
    """
    folder = Path(folder)
    figure = claims_figure(claims, most)
    write_json(folder / "claims.json", claims)
    write_records(folder / "claims.csv", claims.claims)
    write_text(folder / "claims.md", claims_markdown(claims, most))
    save_figure(figure, folder / "claims.png")


def claims_markdown(claims: Claims, most: int = 20) -> str:
    r"""The claims as a Markdown report: everybody by each estimator, then the actors of most pairs in each role.

    Examples:
        >>> from actorstance.claims.shares import estimate_claims
        >>> from actorstance.pairs import label
        >>> from actorstance.records import PredictionRecord
        >>> from actorstance.schema import Mention, Pair
        >>> pairs = [Pair(id=str(i), text=f"Peru won {i}.", target=Mention(0, 4, "peru")) for i in range(400)]
        >>> records = [PredictionRecord(id=pair.id, stance=Stance.FAVOR) for pair in pairs]
        >>> gold = [label(pair, Stance.AGAINST if i % 4 else Stance.FAVOR) for i, pair in enumerate(pairs[:80])]
        >>> report = claims_markdown(estimate_claims(pairs, records, gold))
        >>> [line for line in report.splitlines() if line.startswith("| favor")]
        ['| favor | 100.0 \\[99.0 to 100.0] | 25.0 \\[16.8 to 35.5] | 25.0 \\[15.2 to 34.8] |']
    """
    lines = [
        "# Claims",
        "",
        headline(claims),
        "",
        *([f"**Warning: {claims.warning}**", ""] if claims.warning else []),
        *markdown_table(ALL_HEADER, all_rows(claims)),
        "",
        NOTE,
        "",
    ]
    groups = group_cells(claims)
    if groups:
        header, rows = (claims.by, *_header(claims)[2:]), [_group_row(four, OUTCOMES) for four in groups]
        lines += [f"## All pairs by {claims.by}", "", *markdown_table(header, rows, left=1), ""]
    for role, title in TITLES.items():
        rows, actors = claim_rows(claims, role, most)
        if rows:
            lines += [f"## {title}", ""]
            if actors > most:
                lines += [f"The {most} of {actors:,} with the most pairs.", ""]
            lines += [*markdown_table(_header(claims), rows, left=len(_header(claims)) - 7), ""]
    return "\n".join(lines)


def print_claims(claims: Claims, console: Console, most: int = 12) -> None:
    """Print the figures of everybody by each estimator and in each group, and those about the targets of most pairs, in all groups together."""
    console.print(Text(headline(claims)))
    if claims.warning:
        console.print(Text(f"Warning: {claims.warning}", style="bold red"))
    console.print(rich_table(ALL_HEADER, all_rows(claims)))
    shown = ("against", "favor", "net")
    header = ("pairs", "labelled", *shown, "note")
    groups, targets = group_cells(claims), _targets(claims)
    if groups:
        rows = [_group_row(four, shown) for four in _largest(groups, most)]
        title = f"all pairs by {claims.by}{of_most(len(groups), most)}"
        console.print(rich_table((claims.by, *header), rows, title=title))
    if targets:
        rows = [_row(four, shown) for four in targets[:most]]
        title = f"toward each actor{of_most(len(targets), most)}"
        console.print(rich_table(("actor", *header), rows, title=title))
    console.print(Text(NOTE, style="dim"))


def headline(claims: Claims) -> str:
    """How many pairs there are, how many are labelled, and how the figures were made."""
    part = "pairs" if claims.part == "all" else f"{claims.part} pairs"
    clusters = claims.clusters
    if clusters["by"] == "none":
        counts = f"{claims.n:,} {part}, {claims.labelled:,} of them labelled; claims about this corpus alone"
    else:
        counts = (
            f"{claims.n:,} {part} in {clusters['n']:,} clusters (by {clusters['by']}), {claims.labelled:,} of them labelled, in "
            f"{clusters['labelled']:,} clusters"
        )
    return (
        f"{counts}. Method {claims.method}, from predicted {claims.answers}. By their sampling probabilities the labelled pairs stand for "
        f"{claims.represented:,.0f}."
    )


def all_rows(claims: Claims) -> list[Row]:
    """What each estimator says of all pairs, under `ALL_HEADER`."""
    return [
        (
            claim.stance,
            _percent(claim.naive)
            if claim.naive_low is None
            else _figure_of(claim.naive, claim.naive_low, claim.naive_high),
            _figure_of(claim.gold, claim.gold_low, claim.gold_high),
            claim.note or _figure_of(claim.corrected, claim.low, claim.high) + (" cut" if claim.cut else ""),
        )
        for claim in claims.claims
        if claim.role == "all" and claim.group is None
    ]


def claim_rows(claims: Claims, role: str, most: int) -> tuple[list[Row], int]:
    """One row per actor, and where there are groups one per group of the actor, for the actors of most pairs; and how many actors there are."""
    cells = _cells(claims, role)
    actors = {(four[0].holder, four[0].target) for four in cells}
    shown = list(dict.fromkeys((four[0].holder, four[0].target) for four in cells))[:most]
    grouped = claims.by != "none"
    rows = [_row(four, OUTCOMES, grouped) for four in cells if (four[0].holder, four[0].target) in shown]
    return rows, len(actors)


def group_cells(claims: Claims) -> list[list[Claim]]:
    """The figures of all pairs of each group, by the groups' names, so that periods follow each other; none where there are no groups."""
    return [four for four in _cells(claims, "all") if four[0].group is not None]


def claims_figure(claims: Claims, most: int = 20) -> Figure:
    """For everybody, each group and each target the naive share beside the corrected one with its interval: against, favor, and the net.

    Targets of most pairs first. Those with few labelled pairs are paler and hollow; those without a corrected figure have the naive one alone.

    Args:
        claims: the claims; of a target all groups together.
        most: groups, and targets, at most; the title says so where there are more.
    """
    groups, targets = group_cells(claims), _targets(claims)
    parts = [_cells(claims, "all")[:1], _largest(groups, most), targets[:most]]
    shown = [four for part in parts for four in part]
    figure = new_figure(10.4, 1.6 + 0.36 * len(shown))
    panels = figure.subplots(1, len(PANELS), sharey=True)
    for axes, (stance, color) in zip(panels, PANELS.items(), strict=True):
        for row, four in enumerate(shown):
            claim = next(claim for claim in four if claim.stance == stance)
            if claim.corrected is not None and claim.low is not None and claim.high is not None:
                draw_estimate(axes, row, claim.corrected, (claim.low, claim.high), few=claim.few, color=color)
            draw_tick(axes, row, claim.naive, few=claim.few)
        _arrange(axes, stance)
        if groups:
            for row in (1, len(parts[1]) + 1):
                axes.axhline(row - 0.5, color=GRID, lw=0.8)
    firsts = [four[0] for four in shown]
    names = [
        f"{row_name(first.group or first.name, first.n)}, {first.labelled:,} labelled" for first in firsts
    ]
    name_rows(panels[0], names, [first.few for first in firsts])
    by = f"by {claims.by}{of_most(len(groups), most)}, and " if groups else ""
    title = f"Stance {by}toward each actor{of_most(len(targets), most)}"
    figure.suptitle(title, color=INK, fontsize=12, x=0.01, ha="left")
    handles = estimate_handles("corrected", "labelled", MUTED)
    add_legend(figure, [tick_handle("predictions (alone: no correction)"), *handles])
    return figure


def _arrange(axes: Axes, stance: str) -> None:
    styled(axes, "favor − against, points" if stance == "net" else stance)
    if stance == "net":
        axes.set_xlim(-106, 106)
        axes.set_xticks(range(-100, 101, 50), ["−100", "−50", "0", "+50", "+100"])
        axes.axvline(0, color=MUTED, lw=0.8)
    else:
        axes.set_xlim(-3, 103)
        axes.set_xticks(*share_ticks(step=25))
    axes.grid(axis="x", color=GRID, lw=0.8)


def _cells(claims: Claims, role: str) -> list[list[Claim]]:
    """The figures of each actor in each group, in the order of `OUTCOMES`."""
    found: dict[Key, list[Claim]] = {}
    for claim in claims.claims:
        if claim.role == role:
            found.setdefault((role, claim.holder, claim.target, claim.group), []).append(claim)
    return list(found.values())


def _targets(claims: Claims) -> list[list[Claim]]:
    return [four for four in _cells(claims, "target") if four[0].group is None]


def _largest(cells: list[list[Claim]], most: int) -> list[list[Claim]]:
    """Those of most pairs, in the order that they have."""
    places = sorted(range(len(cells)), key=lambda place: -cells[place][0].n)[:most]
    return [cells[place] for place in sorted(places)]


def _header(claims: Claims) -> Row:
    group: Row = () if claims.by == "none" else (claims.by,)
    return ("actor", *group, "pairs", "labelled", *OUTCOMES, "note")


def _row(cell: list[Claim], stances: Iterable[str], grouped: bool = False) -> Row:
    first, by_stance = cell[0], {claim.stance: claim for claim in cell}
    group: Row = ("all" if first.group is None else first.group,) if grouped else ()
    shown = [by_stance[stance] for stance in stances]
    figures = (
        f"{_percent(claim.naive)} → {_figure_of(claim.corrected, claim.low, claim.high)}" for claim in shown
    )
    notes = dict.fromkeys(claim.note for claim in shown if claim.note)
    note = ", ".join(notes) or ", ".join(["few"] * first.few + ["cut"] * any(claim.cut for claim in cell))
    return (first.name, *group, f"{first.n:,}", f"{first.labelled:,}", *figures, note)


def _group_row(cell: list[Claim], stances: Iterable[str]) -> Row:
    return (cell[0].group or "", *_row(cell, stances)[1:])


def _figure_of(value: float | None, low: float | None, high: float | None) -> str:
    if value is None or low is None or high is None:
        return "–"
    return f"{_percent(value)} [{_percent(low)} to {_percent(high)}]"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".replace("-", "−").replace("−0.0", "0.0")
