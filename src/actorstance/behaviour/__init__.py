"""Behavioural tests in the sense of CheckList (Ribeiro et al., ACL 2020): templates of single phenomena, filled with groups of actors."""

from actorstance.behaviour.cases import Case, read_case
from actorstance.behaviour.filled import FilledCase, behaviour_tests
from actorstance.behaviour.filling import Filled, Filler, fill
from actorstance.behaviour.pack import Group, Pack, load_pack
from actorstance.behaviour.rates import GroupRate, PassRate
from actorstance.behaviour.runner import (
    TOLERANCE,
    BehaviourResult,
    Cell,
    Failure,
    certain,
    run_behaviour,
)

__all__ = [
    "TOLERANCE",
    "BehaviourResult",
    "Case",
    "Cell",
    "Failure",
    "Filled",
    "FilledCase",
    "Filler",
    "Group",
    "GroupRate",
    "Pack",
    "PassRate",
    "behaviour_tests",
    "certain",
    "fill",
    "load_pack",
    "read_case",
    "run_behaviour",
]
