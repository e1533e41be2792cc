"""The figures of an examination: what stands in them, in the right places, and the files that they become."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import msgspec
import numpy as np
import pytest
from examinations import ODD, bare, examination, tone
from matplotlib.figure import Figure
from matplotlib.image import imread

from actorstance.report.figures import breakdown_figure, overview_figure, per_actor_figure, systems_figure
from actorstance.report.images import save_figure, svg
from actorstance.report.palette import INK, MUTED
from actorstance.report.quality_figures import (
    controls_figure,
    coverage_figure,
    examination_figures,
    reliability_figure,
)


@pytest.fixture(scope="module")
def found():
    return examination()


def words(figure: Figure) -> str:
    return " ".join(ElementTree.fromstring(svg(figure, "label")).itertext())


def marks(axes, shape):
    """Where the marks of a shape stand, row by row."""
    return [
        tuple(float(values[0]) for values in line.get_data())
        for line in axes.get_lines()
        if line.get_marker() == shape
    ]


def test_an_examination_has_all_its_figures_and_a_bare_one_those_it_can_have(found):
    assert list(examination_figures(found)) == [
        "systems", "controls", "per_actor_target", "per_actor_holder", "by_kind", "by_holder_kind", "by_phenomenon",
        "by_seen", "confusion", "reliability", "coverage",
    ]  # fmt: skip
    assert list(examination_figures(bare())) == [
        "systems", "per_actor_target", "per_actor_holder", "by_phenomenon", "confusion",
    ]  # fmt: skip


def test_every_figure_opens_as_png_and_svg_the_same_each_time(found, tmp_path):
    for name, figure in examination_figures(found).items():
        save_figure(figure, tmp_path / f"{name}.png")
        assert np.ptp(imread(tmp_path / f"{name}.png")[..., :3]) > 0.5
        save_figure(figure, tmp_path / f"{name}.svg")
        content = (tmp_path / f"{name}.svg").read_text(encoding="utf-8")
        assert ElementTree.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"
        # Nothing is loaded: what is named is in the file.
        assert {link[0] for link in re.findall(r'href="([^"]*)"', content)} <= {"#"}
    again = [tmp_path / f"{number}.svg" for number in (1, 2)]
    for path in again:
        save_figure(controls_figure(examination().controls), path)
    assert again[0].read_bytes() == again[1].read_bytes()


def test_names_with_dollars_and_angle_brackets_stay_as_they_are(found):
    assert f"{ODD}\u2002n = " in words(per_actor_figure(found.evaluation))
    assert "model <1>" in words(systems_figure(found.evaluation))
    strange = msgspec.structs.replace(found.evaluation, system="$a_b$ 5 %")
    assert words(systems_figure(strange)).count("$a_b$ 5 %") == 2


def test_the_reliability_diagram_shows_every_bin_with_its_interval_and_its_count(found):
    calibration = found.calibration
    above, below = reliability_figure(calibration).axes
    expected = [(100 * one.confidence, 100 * one.accuracy) for one in calibration.bins]
    np.testing.assert_allclose(marks(above, "o"), expected)
    ends = [path.vertices[:, 1].tolist() for drawn in above.collections for path in drawn.get_paths()]
    intervals = [[100 * one.accuracy_low, 100 * one.accuracy_high] for one in calibration.bins]
    np.testing.assert_allclose(ends, intervals)
    assert [bar.get_height() for bar in below.patches] == [one.n for one in calibration.bins]
    assert [text.get_text() for text in below.texts] == [f"{one.n:,}" for one in calibration.bins]
    low, high = above.get_xlim()
    assert all(low < place < high for place, _ in expected)


def test_the_coverage_curve_marks_the_threshold_where_it_lies(found):
    silence = found.silence
    (axes,) = coverage_figure(silence).axes
    assert marks(axes, "D") == [(100 * silence.coverage, 100 * silence.accuracy)]
    assert f"threshold {silence.threshold:.3f}" in axes.texts[0].get_text()
    curve = axes.get_lines()[0]
    assert curve.get_xdata() == pytest.approx([100 * point.coverage for point in silence.curve])
    assert curve.get_ydata() == pytest.approx([100 * point.accuracy for point in silence.curve])


@pytest.mark.parametrize("threshold", [None, 1.0])
def test_without_an_answer_no_threshold_is_marked(threshold):
    (axes,) = coverage_figure(examination(threshold=threshold).silence).axes
    assert marks(axes, "D") == []
    assert list(axes.texts) == []


def test_controls_that_should_fall_stand_above_those_that_should_hold(found):
    figure = controls_figure(found.controls)
    (axes,) = figure.axes
    labels = [label.get_text().rpartition(" ")[2] for label in axes.get_yticklabels()]
    assert labels == sorted(labels)
    assert set(labels) == {"fall", "hold"}
    by_place = sorted(marks(axes, "X"), key=lambda mark: mark[1])
    assert sorted(share for share, _ in by_place) == pytest.approx(
        sorted(100 * control.macro_f1 for control in found.controls.controls)
    )
    for control in found.controls.controls:
        assert f"n = {control.n:,}" in words(figure)


def test_a_forest_of_groups_has_them_all_or_says_how_many_there_are(found):
    groups = found.evaluation.breakdowns["phenomenon"]
    (axes,) = breakdown_figure(found.evaluation, "phenomenon").axes
    assert [share for share, _ in marks(axes, "o")] == pytest.approx(
        [100 * group.accuracy for group in groups]
    )
    assert [share for share, _ in marks(axes, "|")] == pytest.approx(
        [100 * group.majority for group in groups]
    )
    assert "the 2 of 4 groups with the most pairs" in words(
        breakdown_figure(found.evaluation, "phenomenon", most=2)
    )


def test_names_of_actors_with_few_pairs_are_paler(found):
    for one, color in ((found, INK), (bare(), MUTED)):
        (axes,) = per_actor_figure(one.evaluation).axes
        assert {label.get_color() for label in axes.get_yticklabels()} == {color}


def test_the_pooled_accuracy_stands_under_that_of_the_actor(found):
    (axes,) = per_actor_figure(found.evaluation).axes
    scores = [score for score in found.evaluation.per_actor if score.role == "target"]
    assert [share for share, _ in marks(axes, "D")] == pytest.approx([100 * score.pooled for score in scores])


def test_the_overview_has_a_row_for_each_corpus_and_a_mark_for_each_system(found):
    both = {"one": found, "two": examination(tone, corpus="two")}
    (axes,) = overview_figure(both).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["one\nn = 120", "two\nn = 120"]
    assert [share for share, _ in marks(axes, "o")] == pytest.approx(
        [100 * one.evaluation.macro_f1 for one in both.values()]
    )
    baseline = [100 * one.evaluation.baselines["majority"]["all"].macro_f1 for one in both.values()]
    assert [share for share, _ in marks(axes, "s")] == pytest.approx(baseline)
