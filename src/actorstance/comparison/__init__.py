"""Two systems, or two groups of runs, on the same pairs: which is better, by how much, and how sure that is."""

from actorstance.comparison.runs import GroupComparison, Runs, compare_groups, seed_spread
from actorstance.comparison.systems import ActorDifference, Comparison, compare

__all__ = [
    "ActorDifference",
    "Comparison",
    "GroupComparison",
    "Runs",
    "compare",
    "compare_groups",
    "seed_spread",
]
