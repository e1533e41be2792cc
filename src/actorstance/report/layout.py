"""Where the boxes of a graph go: none on another, and few arrows through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

GAP = np.array([22.0, 18.0])
"""The least distance of two boxes, in points."""
MARGIN = 4.0
"""The least distance of a box from an arrow that passes by."""
STEPS = 300
TRIES = 8
"""Beginnings, always of the same seeds; the best is taken."""
SHARES = np.linspace(0.04, 0.96, 24)[:, None]
"""Where along an arrow it is looked for boxes."""


class Arrow(NamedTuple):
    """From one box to another; `bend` is the `rad` of matplotlib's arc3, `weight` how near it brings the two."""

    start: str
    end: str
    bend: float
    weight: float


def box_layout(
    sizes: Mapping[str, tuple[float, float]], arrows: Sequence[Arrow], *, width: float
) -> dict[str, tuple[float, float]]:
    """Centres of labelled boxes, in points, with the lower left corner of all at 0, 0.

    networkx finds the first places; then boxes that overlap push each other apart, and boxes that an arrow
    between two others passes through step aside.

    Args:
        sizes: width and height of each box.
        arrows: between boxes.
        width: of the whole, roughly.

    Examples:
        >>> box_layout({"Peru": (40, 20), "Chile": (40, 20)}, [Arrow("Peru", "Chile", 0.1, 1)], width=200)
        {'Peru': (20.0, 10.0), 'Chile': (180.0, 10.0)}
    """
    names = list(sizes)
    boxes = np.array([sizes[name] for name in names], dtype=float)
    ends = np.array([(names.index(arrow.start), names.index(arrow.end)) for arrow in arrows]).reshape(-1, 2)
    bends = np.array([[arrow.bend] for arrow in arrows]).reshape(-1, 1)
    graph = _graph(names, arrows)
    # Room for twice what the boxes and their distances need, and no less than a calm shape.
    least = 2 * float((boxes + GAP).prod(axis=1).sum()) / width
    room = np.array([width, max(width * (0.8 if len(names) > 8 else 0.45), least)])
    best, lowest = np.zeros((len(names), 2)), float("inf")
    for seed in range(TRIES if len(names) > 3 else 1):
        places = _settled(_scaled(_first_places(graph, seed), boxes, room), boxes, ends, bends, room)
        cost = _cost(places, boxes, ends, bends)
        if cost < lowest:
            best, lowest = places, cost
    best = best - (best - boxes / 2).min(axis=0)
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, best, strict=True)}


def _cost(places: Points, boxes: Points, ends: NDArray[np.int64], bends: Points) -> float:
    """What is wrong with a layout: boxes on each other first, then arrows through boxes, then long arrows."""
    apart = abs(places[:, None] - places[None]) >= (boxes[:, None] + boxes[None]) / 2
    overlaps = float((~apart.any(-1)).sum() - len(places))
    hits = float(_hits(places, boxes, ends, bends)[0].sum())
    lengths = np.hypot(*(places[ends[:, 0]] - places[ends[:, 1]]).T) if len(ends) else np.zeros(1)
    return 100 * overlaps + hits + float(lengths.mean()) / 20


def _graph(names: Sequence[str], arrows: Sequence[Arrow]) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(names)
    for arrow in arrows:
        known = graph.get_edge_data(arrow.start, arrow.end, {"weight": 0.0})["weight"]
        graph.add_edge(arrow.start, arrow.end, weight=known + arrow.weight)
    # A group without any arrow to the others would drift far away: a faint line holds it.
    busiest = max(names, key=graph.degree)
    for group in list(nx.connected_components(graph)):
        if busiest not in group:
            graph.add_edge(busiest, max(sorted(group), key=graph.degree), weight=0.3)
    for *_, data in graph.edges(data=True):
        data["distance"] = 1 / max(data["weight"], 0.1) ** 0.5
    return graph


def _first_places(graph: nx.Graph, seed: int) -> Points:
    if len(graph) < 3:
        return np.array([[float(number), 0.0] for number in range(len(graph))])
    start = nx.spring_layout(graph, seed=seed, weight="weight")
    final = nx.kamada_kawai_layout(graph, weight="distance", pos=start)
    return np.array([final[name] for name in graph])


def _scaled(places: Points, boxes: Points, room: Points) -> Points:
    reach = np.ptp(places, axis=0)
    room = room - boxes.max(axis=0)
    scale = np.where(reach > 1e-9, room / np.where(reach > 1e-9, reach, 1), 0)
    return np.asarray((places - places.min(axis=0)) * scale + boxes.max(axis=0) / 2)


def _settled(places: Points, boxes: Points, ends: NDArray[np.int64], bends: Points, room: Points) -> Points:
    low = boxes / 2
    high = np.maximum(room - low, low)
    for step in range(STEPS):
        # Stepping aside for arrows cools down, so that the last word is with the overlaps of boxes.
        strength = max(0.0, 0.8 * (1 - 1.2 * step / STEPS))
        moves = _apart(places, boxes)
        if strength:
            inside, away = _hits(places, boxes, ends, bends)
            moves += strength * (away * inside[..., None]).sum(axis=0).clip(-12, 12)
        if not moves.any():
            break
        places = (places + moves).clip(low, high)
    return places


def _apart(places: Points, boxes: Points) -> Points:
    """How each box (n × 2) has to move so that no two overlap, half of it by each."""
    distance = places[:, None] - places[None]
    overlap = (boxes[:, None] + boxes[None]) / 2 + GAP - abs(distance)
    together = (overlap > 0.5).all(-1) & ~np.eye(len(places), dtype=bool)
    # Of two boxes in one place the later goes right, the earlier left.
    order = np.sign(np.arange(len(places))[:, None] - np.arange(len(places)))[..., None]
    side = np.where(distance == 0, order, np.sign(distance))
    shorter = overlap.argmin(-1)[..., None] == np.arange(2)
    return np.asarray((side * overlap * shorter * together[..., None]).sum(axis=1) * 0.5)


def _hits(
    places: Points, boxes: Points, ends: NDArray[np.int64], bends: Points
) -> tuple[NDArray[np.bool_], Points]:
    """Which arrow passes through which box (arrows × n), and the way out of it (arrows × n × 2)."""
    start, end = places[ends[:, 0]], places[ends[:, 1]]
    along = end - start
    control = (start + end) / 2 + bends * np.stack([along[:, 1], -along[:, 0]], axis=1)
    share = SHARES[:, None]
    curve = (1 - share) ** 2 * start + 2 * share * (1 - share) * control + share**2 * end
    offset = places[None, None] - curve[:, :, None]
    depth = boxes / 2 + MARGIN - abs(offset)
    within = (depth > 0).all(-1)
    inside = within.any(axis=0)
    own = np.arange(len(places))
    inside &= (own != ends[:, :1]) & (own != ends[:, 1:])
    # Out across the arrow, on the side where the centre of the box is already.
    nearest = (offset**2).sum(-1).argmin(axis=0)
    gap = np.take_along_axis(offset, nearest[None, ..., None], axis=0)[0]
    length = np.hypot(along[:, 0], along[:, 1])[:, None].clip(1)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1) / length
    across = (gap * normal[:, None]).sum(-1)
    reach = (abs(normal)[:, None] * boxes / 2).sum(-1) + MARGIN - abs(across)
    return inside, np.where(across >= 0, 1, -1)[..., None] * normal[:, None] * reach.clip(0)[..., None]
