"""The pages in a real browser: nothing is loaded, nothing overflows a phone, and they can be read by keyboard and by screen reader."""

from __future__ import annotations

import shutil
from itertools import pairwise

import pytest
from examinations import REGISTRY, bare, behaviour, examination, pairs, reader, tone

from actorstance.evaluation import evaluate
from actorstance.report.article_page import write_article_page
from actorstance.report.evaluation_page import write_evaluation_page
from actorstance.schema import Article, Pair
from actorstance.sentences import split_sentences

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")

OPTIONS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
)  # fmt: skip
PAGES = ("evaluation", "article")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

PLAIN = ".scroll { background: var(--surface) !important; }"
"""Without the shadows at the edges, of which axe cannot tell what stands on them."""
SIGNS = "only non-text characters"
"""Why axe leaves a plus and a minus to people."""

SCROLLERS = """() => [...document.querySelectorAll('*')].filter(e => {
  const style = getComputedStyle(e);
  return e !== document.documentElement && /auto|scroll/.test(style.overflowX + style.overflowY)
    && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map(e => ({focusable: e.tabIndex >= 0, role: e.getAttribute('role'), label: e.getAttribute('aria-label')}))"""
"""Whatever scrolls, but for the page itself."""

FAINT = """() => {
  const channels = color => color.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = color => channels(color).map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  return [...document.querySelectorAll('svg text')].filter(text => {
    const paper = getComputedStyle(text.closest('section')).backgroundColor;
    const [a, b] = [light(getComputedStyle(text).fill), light(paper)].sort((a, b) => b - a);
    return (a + .05) / (b + .05) < 4.5;
  }).map(text => text.textContent);
}"""
"""Letters of figures with less than 4.5 : 1 of contrast, which axe does not look at."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    found = {"newswire": examination(), "tone": examination(tone, corpus="tone", count=45), "bare": bare()}
    write_evaluation_page(
        folder / "evaluation.html",
        title="Evaluation",
        examinations=found,
        behaviour=behaviour(),
    )
    gold = pairs(60)
    article = Article(id="a", text=" ".join(pair.text for pair in gold), title="Days")
    sentences = split_sentences(article)
    places = {sentence.text: sentence.id for sentence in sentences}
    told = [
        Pair(
            id=pair.id,
            text=pair.text,
            target=pair.target,
            holder=holder,
            meta={"sentence": places[pair.text]},
        )
        for pair in gold
        for holder in dict.fromkeys((None, pair.holder))
    ]
    write_article_page(
        folder / "article.html",
        title="Article",
        article=article,
        sentences=sentences,
        predictions=reader(told),
        evaluations=[
            evaluate(
                gold, [answer.stance for answer in system(gold)], system=name, registry=REGISTRY, resamples=50
            )
            for name, system in (("reader", reader), ("tone", tone))
        ],
        registry=REGISTRY,
        examples=reader(gold[:3]),
        facts=[("a", "b")],
    )
    return {name: (folder / f"{name}.html").as_uri() for name in PAGES}


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=BROWSER, args=list(OPTIONS))
        yield started
        started.close()


@pytest.fixture
def visit(browser, pages):
    contexts = []

    def open_page(name, *, width=1280, scheme="light", unfolded=False):
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.logged = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.logged.append(message.text))
        page.on("pageerror", lambda error: page.logged.append(str(error)))
        page.goto(pages[name])
        if unfolded:
            page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_but_the_file_is_asked_for_and_nothing_goes_wrong(visit, pages, name):
    page = visit(name, unfolded=True)
    page.wait_for_load_state("networkidle")
    assert [url for url in page.asked if not url.startswith("data:")] == [pages[name]]
    assert page.logged == []
    assert page.locator("script").count() == 0


@pytest.mark.parametrize("width", [320, 360, 768, 1400])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_itself_does_not_scroll_sideways(visit, name, width):
    page = visit(name, width=width, unfolded=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_the_skip_link_comes_first_and_skips(visit, name):
    page = visit(name)
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.get_attribute("class") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    target = link.get_attribute("href")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == target
    page.keyboard.press("Tab")
    assert page.evaluate(f"document.querySelector('{target}').contains(document.activeElement)")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_whatever_scrolls_is_a_named_region_in_the_tab_order(visit, name, width):
    page = visit(name, width=width, unfolded=True)
    found = page.evaluate(SCROLLERS)
    assert width > 360 or found
    assert [region for region in found if not region["focusable"] or region["role"] != "region"] == []
    labels = page.eval_on_selector_all(
        "[role=region]", "regions => regions.map(r => r.getAttribute('aria-label'))"
    )
    assert all(labels)
    assert len(labels) == len(set(labels))


def test_a_table_scrolls_and_unfolds_by_keyboard(visit):
    page = visit("evaluation", width=360)
    fold = page.locator("details", has_text="Accuracy by actor as target").first
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.evaluate("part => part.open")
    page.keyboard.press("Tab")
    region = page.locator(":focus")
    assert region.get_attribute("role") == "region"
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_the_rules_of_wcag_hold(visit, name, scheme):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    page = visit(name, scheme=scheme, unfolded=True)
    page.add_style_tag(content=PLAIN)
    found = axe.Axe().run(page, context={"exclude": [["svg > *"]]}, options={"runOnly": RULES}).response
    assert [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in found["violations"]] == []
    assert "color-contrast" in {rule["id"] for rule in found["passes"]}
    unsure = [
        node for rule in found["incomplete"] if rule["id"] == "color-contrast" for node in rule["nodes"]
    ]
    assert [node["html"] for node in unsure if SIGNS not in node["any"][0]["message"]] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_letters_in_figures_can_be_read(visit, name, scheme):
    page = visit(name, scheme=scheme, unfolded=True)
    assert page.locator("svg text").count() > 20
    assert page.evaluate(FAINT) == []


@pytest.mark.parametrize("name", PAGES)
def test_headings_come_in_order_and_figures_have_words(visit, name):
    page = visit(name)
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for label in page.eval_on_selector_all(
        "svg[role=img]", "all => all.map(s => s.getAttribute('aria-label'))"
    ):
        assert len(label.split()) > 5
    headers = page.eval_on_selector_all("th", "all => all.map(th => th.scope)")
    assert set(headers) == {"col", "row"}


def test_failed_controls_are_seen_before_any_figure(visit):
    page = visit("evaluation")
    warning = page.locator(".verdict.bad").first
    assert "The controls failed on tone." in warning.inner_text()
    assert warning.bounding_box()["y"] < page.locator("table, svg").first.bounding_box()["y"]
    assert page.locator("section.distrusted h2").all_inner_texts() == ["tone"]
    assert page.locator("nav a[href^='#corpus-2'] + .tag").inner_text().startswith("✗")
