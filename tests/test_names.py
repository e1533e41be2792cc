"""Names outside any registry: what the rules propose, whom a surname means, and the other ways to propose."""

import itertools
import sys
from types import ModuleType, SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actorstance.actors import Registry
from actorstance.errors import InputError
from actorstance.finder import ActorFinder
from actorstance.headlines import in_sentence_case
from actorstance.names import propose_names
from actorstance.recognisers import recogniser
from actorstance.references import proposed_actors, slug
from actorstance.schema import Actor, Article, Mention


def proposed(text):
    return [text[m.start : m.end] for m in propose_names(text, Registry.world().find(text))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("President Mirna Kovel warned Tesk on Monday.", ["Mirna Kovel", "Tesk"]),
        ("Foreign Minister Ludwig van der Berg and Omar al-Rashid met.", ["Ludwig van der Berg", "Omar al-Rashid"]),
        ("The National Council for Redress sued the Bank of Tervelia.", ["National Council for Redress", "Bank of Tervelia"]),
        ("Kovel’s offer pleased the Dockers' Union.", ["Kovel", "Dockers' Union"]),
        ("The People’s Party and NHI inspectors slept.", ["People’s Party", "NHI"]),
        ("Nobody slept. Talks collapsed. However, the minister of trade left in May.", []),
        ("He came from Russia to the Paris Agreement of the European Union.", []),
        ("Reporters waited in Norvik and near Dremmen.", []),
        ("Reporters waited in Norvik after Norvik had rejected the plan.", ["Norvik", "Norvik"]),
        ("The Vardholm Convention and Lake Orsa were praised on Friday, 3 March.", []),
        ("The CEO of Tesk, J. R. Orlo, was on TV.", ["Tesk", "J. R. Orlo"]),
        ("The board lost faith in Mirna Kovel, and Ana Ruiz believes in Tesk.", ["Mirna Kovel", "Ana Ruiz", "Tesk"]),
        ("Ana Ruiz spat at Orlo and hit back at Tesk at Norvik.", ["Ana Ruiz", "Orlo", "Tesk"]),
        ("Ana Ruiz was back at Norvik, with an office in Dremmen.", ["Ana Ruiz"]),
        ("Tesk sued Epic Games over the Asian Games and the Paris Games.", ["Tesk", "Epic Games"]),
        ("Ex-president Ana Ruiz and Vice-president Ben Orlo met.", ["Ana Ruiz", "Ben Orlo"]),
        ("Norvik-based Tesk thanked the Brussels-based bloc.", ["Tesk"]),
        ("Kovelism angered Tesk.", ["Tesk"]),
        ("April Ryan thanked Tesk. The April Ruiz report and the June Council praised Tesk.", ["April Ryan", "Tesk", "Ruiz", "Tesk"]),
        ("Twenty-two lorries left, and Tesk stayed. Two-thirds slept. Anti-war Tesk stayed.", ["Tesk", "Tesk"]),
        ("“Don’t thank me, thank Tesk,” Ana Ruiz said. “God bless Tesk.” I’m off, they’d say. They’d say.", ["Tesk", "Ana Ruiz", "Tesk"]),
        ("Anna Reyes’ Freedom Party sued the Dockers’ Union.", ["Anna Reyes", "Freedom Party", "Dockers’ Union"]),
        ("An inquiry into Ana Ruiz began at Ana Ruiz Stadium.", ["Ana Ruiz"]),
        ("Inquiry into Ana Ruiz\n\nThe council met. The deal was in. Varrun sued Tesk.", ["Ana Ruiz", "Varrun", "Tesk"]),
        ("Jae-in praised Tesk.", ["Jae-in", "Tesk"]),
        ("Brigadier Oskel Varrun left.", ["Oskel Varrun"]),
        ("At best, Mr. Holder stepped up, and so did Mr. Sessions, Dr King and Ms. Young.", ["Holder", "Sessions", "King", "Young"]),
        ("Sanders told reporters so. Kelly also ended it; Rice on Sunday said so. Hogan urged it; Evers is back.", ["Sanders", "Kelly", "Rice", "Hogan", "Evers"]),
        ("Rice prices rose. Young voters said no. Sadly, it ended. Green groups protested. Sessions ended early.", ["Sessions"]),
        ("Rice’s words stung. Moore, 70, left; Sanders didn’t go. Conyers said so. Rice, wheat and maize rose.", ["Rice", "Moore", "Sanders", "Conyers"]),
        ("President-Elect Mirna Kovel met Pres Orlo and Senators Ana Ruiz and Ben Tark.", ["Mirna Kovel", "Orlo", "Ana Ruiz", "Ben Tark"]),
        ("Congress must act, the Senate refused, and Kovel misled Parliament.", ["Congress", "Senate", "Kovel", "Parliament"]),
        ("Senate approval came in Congress; the House floor slept.", []),
        ("Economist Ana Kovel Ruiz left, as did the Alliance des Vallées and Lega dell’Est.", ["Ana Kovel Ruiz", "Alliance des Vallées", "Lega dell’Est"]),
        ("Shares in Tarquin Mutual fell in the town of Dhunche on the island of Selayar.", ["Tarquin Mutual"]),
        ("Tycoon Ana Kovel sued a Kovel-funded paper, and the Orlo-backed Mirna Tark left.", ["Ana Kovel", "Kovel", "Orlo", "Mirna Tark"]),
        ("Covid and AI scared Muslims, and Brexit angered Det Supt Ana Ruiz.", ["Ana Ruiz"]),
        ("The Department of Health and Social Care and the Competition and Markets Authority fined Tesk.", ["Department of Health and Social Care", "Competition and Markets Authority", "Tesk"]),
        ("The Ministry of Finance and Parliament clashed; Assistant Secretary of State Ana Ruiz met Special Counsel Ben Orlo.", ["Ministry of Finance", "Parliament", "Ana Ruiz", "Ben Orlo"]),
        ("Von der Leyen and F.W. de Klerk met Ngugi wa Kovel and bin Orlo.", ["Von der Leyen", "F.W. de Klerk", "Ngugi wa Kovel", "bin Orlo"]),
        ("Eve Ruiz left on Christmas Eve. Penn thanked Mars. Orlo is a judge. Critics left.", ["Eve Ruiz", "Penn", "Mars", "Orlo"]),
        ("Officials said so. Lawyers told the court. Publicly, nobody left. Reportedly ended.", []),
        ("The anti-Kovel camp and pro-Tesk voters left in mid-September with an anti-Western mob.", ["Kovel", "Tesk"]),
        ("An investigation into Conyers followed; she swung at Rubio.", ["Conyers", "Rubio"]),
        ("", []),
    ],
)  # fmt: skip
def test_what_the_rules_propose(text, names):
    assert proposed(text) == names


def test_a_short_form_is_the_actor_of_the_full_name_before_it():
    text = (
        "Mirna Kovel left the National Council for Redress (NCR). Kovel said that the NCR had lied. "
        "Later Ana Ruiz and Ben Ruiz met Ruiz."
    )
    assert [(text[m.start : m.end], m.actor) for m in propose_names(text)] == [
        ("Mirna Kovel", "mirna-kovel"),
        ("National Council for Redress", "national-council-for-redress"),
        ("NCR", "national-council-for-redress"),
        ("Kovel", "mirna-kovel"),
        ("NCR", "national-council-for-redress"),
        ("Ana Ruiz", "ana-ruiz"),
        ("Ben Ruiz", "ben-ruiz"),
        ("Ruiz", "ruiz"),
    ]


def test_a_family_name_that_stands_first_is_the_person_too():
    assert [m.actor for m in propose_names("Kim Jong Un watched. Later Kim praised his troops.")] == [
        "kim-jong-un"
    ] * 2


def test_bodies_of_two_countries_are_two_actors():
    text = "The Chinese Foreign Ministry told Peru’s Foreign Ministry to wait."
    pairs = [places[0] for places in ActorFinder().article_choices(text)]
    assert {p.target.actor for p in pairs} == {
        "china",
        "china-foreign-ministry",
        "peru",
        "peru-foreign-ministry",
    }
    assert pairs[1].meta["names"] == {"china-foreign-ministry": "China Foreign Ministry"}


def actors(text, finder=None):
    return [(text[m.start : m.end], m.actor) for m in (finder or ActorFinder()).find(text)]


def test_bodies_that_are_called_alike_belong_to_who_stands_beside():
    text = "Brazil's Supreme Court, Kenya’s Supreme Court and the Supreme Court of India met Israel's Labor."
    assert [actor for _, actor in actors(text)] == [
        "brazil", "brazil-supreme-court", "kenya", "kenya-supreme-court", "india-supreme-court",
        "israel", "israel-labor",
    ]  # fmt: skip
    assert ActorFinder().article_choices(text)[1][0].meta["names"] == {
        "brazil-supreme-court": "Brazil Supreme Court"
    }
    # What is called by a name of its own is one actor, whoever stands beside.
    assert actors("France's National Rally won.")[1] == ("National Rally", "national-rally")
    later = actors("Brazil's Supreme Court met. The Supreme Court ruled.")
    assert [actor for _, actor in later] == ["brazil", "brazil-supreme-court", "brazil-supreme-court"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The RSF accused the army.", [("RSF", "rsf-name")]),
        ("The EFF sued Tesk.", [("EFF", "eff-name"), ("Tesk", "tesk")]),
        ("Mayor Wagner thanked Peru.", [("Wagner", "wagner-name"), ("Peru", "peru")]),
        ("The RSF shelled a market in El Fasher.", [("RSF", "rsf-sudan")]),
        ("Reporters Without Borders thanked Peru. The RSF won.", [("Reporters Without Borders", "rsf"), ("Peru", "peru"), ("RSF", "rsf")]),
        ("The EAC met after the East African Community won.", [("EAC", "eac"), ("East African Community", "eac")]),
        ("Norway thanked the Mekong River Commission; the MRC won.", [("Norway", "norway"), ("Mekong River Commission", "mekong-commission"), ("MRC", "mekong-commission")]),
    ],
)  # fmt: skip
def test_a_name_that_the_registry_leaves_open_is_none_of_its_actors(text, found):
    assert actors(text) == found
    registry = ActorFinder().registry
    for pair, *_ in ActorFinder().article_choices(text):
        assert (pair.target.actor in registry) != (pair.target.actor in pair.meta.get("names", {}))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("China Airlines thanked UN Watch.", ["China Airlines", "UN Watch"]),
        ("Chinese airlines thanked the UN.", ["Chinese", "UN"]),
        (
            "German-born Ana Ruiz and the Russian-speaking crowd thanked the US-backed army.",
            ["Ana Ruiz", "US"],
        ),
    ],
)
def test_a_country_is_no_actor_in_what_is_only_called_after_it(text, names):
    assert [name for name, _ in actors(text)] == names


def test_ids_of_ones_own_actors_are_taken_too():
    band = Actor(id="who", name="The Who", kind="group")
    double = Actor(id="who-name", name="Guess Who", kind="group")
    text = "The WHO condemned Brazil."
    assert actors(text, ActorFinder(Registry([band])))[0] == ("WHO", "who-name")
    assert actors(text, ActorFinder(Registry([band, double])))[0] == ("WHO", "who-name-name")
    assert actors(text.replace("WHO", "Who"), ActorFinder(Registry([band])))[0] == ("The Who", "who")
    alone = ActorFinder(Registry([double]), world=False)
    assert actors("The RSF accused the army.", alone) == [("RSF", "rsf")]


def test_a_surname_of_a_known_person_is_that_person():
    text = "Juan Guaidó spoke, and Guaidó left South Africa."
    known = [Mention(0, 11, "guaido"), Mention(36, 48, "south-africa")]
    assert [(m.start, m.actor) for m in propose_names(text, known)] == [(23, "guaido")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mr. Johnson praised Ms Johnson.", ["johnson", "ms-johnson"]),
        ("Mrs. Clinton thanked Mr. Clinton.", ["clinton", "mr-clinton"]),
        ("MR JOHNSON SLAMS MS JOHNSON", ["johnson", "ms-johnson"]),
        ("Sir Keir Starmer waved. Lady Starmer smiled. Starmer left.", ["keir-starmer", "lady-starmer", "keir-starmer"]),
        ("Boris Johnson left. Ms Johnson waved, Mr Johnson and Mr Johnson slept.", ["boris-johnson", "ms-johnson", "boris-johnson", "boris-johnson"]),
        ("Mrs. Clinton thanked Clinton.", ["mrs-clinton", "clinton"]),
        ("Mrs. Clinton left. Clinton said that Ms. Clinton backs Clinton voters.", ["clinton"] * 4),
        ("Mr. Johnson left. Lord Johnson and Johnson slept. Mr. and Mrs. Johnson sued.", ["johnson"] * 4),
    ],
)  # fmt: skip
def test_a_mans_and_a_womans_title_tell_a_surname_apart(text, found):
    assert [actor for _, actor in actors(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mrs. Trump thanked Trump.", ["mrs-trump", "dt"]),
        ("Trump openly praised Mrs. Trump.", ["dt", "mrs-trump"]),
        ("Mr. Donald Trump left. Mrs. Trump stayed.", ["dt", "mrs-trump"]),
        ("Trump left. Mr. Trump and Mr. Trump slept beside Mrs. Trump.", ["dt", "dt", "dt", "mrs-trump"]),
        ("Mrs. Trump thanked Mr. Trump.", ["mrs-trump", "mr-trump"]),
        ("Mrs. Trump left. The Trump administration slept.", ["dt", "dt"]),
        ("Mr. Trump praised Trump voters.", ["dt", "dt"]),
    ],
)  # fmt: skip
def test_titles_tell_a_registered_person_from_another_of_the_surname(text, found):
    finder = ActorFinder(Registry([Actor(id="dt", name="Donald Trump", kind="person", aliases=("Trump",))]))
    assert [actor for _, actor in actors(text, finder)] == found


def test_a_title_that_the_registry_states_tells_a_person_apart():
    clinton = Actor(id="hc", name="Hillary Clinton", kind="person", aliases=("Clinton", "Mrs. Clinton"))
    finder = ActorFinder(Registry([clinton]), proposals="none")
    assert actors("Mrs. Clinton thanked Mr. Clinton.", finder) == [
        ("Mrs. Clinton", "hc"),
        ("Clinton", "mr-clinton"),
    ]
    assert [actor for _, actor in actors("Mr. Clinton left. Miss Clinton slept.", finder)] == [
        "mr-clinton",
        "hc",
    ]
    pairs = [places[0] for places in finder.article_choices("Mr. Clinton thanked Clinton.")]
    assert [pair.id for pair in pairs if pair.holder] == [
        "article/s01:mr-clinton>hc",
        "article/s01:hc>mr-clinton",
    ]
    assert pairs[-1].meta["names"] == {"mr-clinton": "Mr Clinton"}
    assert finder.known_actors([SimpleNamespace(pair=pairs[-1])])["mr-clinton"].kind == "person"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Labour condemned Israel.", ["uk-labour", "israel"]),
        ("Labour said it would sue.", ["uk-labour"]),
        ("Labour would not sue Israel, but Labor has pledged to.", ["uk-labour", "israel", "labor"]),
        ("LABOUR SLAMS TORIES", ["uk-labour", "uk-conservatives"]),
        ("Labour Demands Answers From Israel", ["uk-labour", "israel"]),
        ("The Labour Party slept. Labour's Starmer attacked the Conservative Party.", ["uk-labour", "uk-labour", "starmer", "uk-conservatives"]),
        ("The Conservatives attacked Labour.", ["uk-conservatives", "uk-labour"]),
        ("The Conservatives attacked Labour over Germany, Spain and Canada.", ["uk-conservatives", "uk-labour", "germany", "spain", "canada"]),
        ("The Conservatives and Tory voters slept.", ["uk-conservatives", "uk-conservatives"]),
        ("Britain's Labour Party condemned Israel.", ["united-kingdom", "uk-labour", "israel"]),
        ("The Conservatives slept.", ["conservatives"]),
        ("The Conservatives in Canada attacked Trudeau.", ["conservatives", "canada", "trudeau"]),
        ("Norway's Conservatives attacked Labour.", ["norway", "norway-conservatives", "labour"]),
        ("Malta's Labour Party and the Labour Party of Malta slept.", ["malta", "malta-labour-party", "malta-labour-party"]),
        ("New Zealand Labour attacked Australian Labor.", ["new-zealand-labour", "australian-labor"]),
        ("The Labour Court and Civic Labour slept.", ["labour-court", "civic-labour"]),
    ],
)  # fmt: skip
def test_a_party_that_others_are_called_like_is_told_by_the_text(text, found):
    assert [actor for _, actor in actors(text)] == found
    assert "uk-labour" not in [actor for _, actor in actors(text, ActorFinder(world=False))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Theresa May resigned in May. Peru thanked May. May backed Peru.", ["Theresa May", "Peru", "May", "May", "Peru"]),
        ("Theresa May left. Peru backed May elections, in May it slept, and it warned May 3 was late.", ["Theresa May", "Peru"]),
        ("John Major left. Major thanked Peru, and Peru thanked Major.", ["John Major", "Major", "Peru", "Peru", "Major"]),
        ("John Major left. Major powers met. Major General Ana Ruiz and the Major said no to Major John Kovel.", ["John Major", "Ana Ruiz", "John Kovel"]),
        ("Hassan Sheikh Mohamud left. Sheikh thanked Peru. Sheikh Hamad slept.", ["Hassan Sheikh Mohamud", "Sheikh", "Peru", "Hamad"]),
        ("The Major said no. Peru thanked Major. John Major left.", ["Peru", "John Major"]),
    ],
)  # fmt: skip
def test_a_surname_that_is_a_title_or_a_month_is_found_behind_the_full_name(text, found):
    assert [name for name, _ in actors(text)] == found
    person = actors(text)[0][1]
    assert all(actor == person for name, actor in actors(text) if name in ("May", "Major", "Sheikh"))


def test_a_title_is_the_surname_of_a_registered_person_behind_the_full_name():
    finder = ActorFinder(Registry([Actor(id="tm", name="Theresa May", kind="person")]))
    assert actors("Theresa May left. Kovel thanked May.", finder)[-1] == ("May", "tm")


def test_ones_own_party_is_meant_by_its_short_name():
    finder = ActorFinder(Registry([Actor(id="harbour", name="Labour Party", kind="party")]))
    assert actors("The Labour Party sued. Labour won.", finder) == [
        ("Labour Party", "harbour"),
        ("Labour", "harbour"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Labour costs rose.", "Labor costs rose.", "Labour shortages hit farms.", "Labour demand fell.", "Labour demands grew.", "Labour law is old.", "Labour Day was hot.",
        "Labour talks collapsed.", "Labour is cheap.", "Labour has become scarce.", "Labour supplied by prisoners is cheap.", "Labour lasted nine hours.",
        "Labour relations soured.", "LABOUR COSTS RISE AGAIN", "Conservatives say no.", "They slept on Labour Day.", "The law on labour and conservatives slept.",
    ],
)  # fmt: skip
def test_labour_that_is_work_is_no_party(text):
    assert actors(text) == []


def test_actors_of_proposals_have_a_name_to_show():
    text = "Ruiz was there before Ana Ruiz and the Dockers' Union came; Ana Ruiz left."
    actors = proposed_actors(text, propose_names(text))
    assert [(a.name, a.kind) for a in actors] == [
        ("Ruiz", "person"), ("Ana Ruiz", "person"), ("Dockers' Union", "organisation"),
    ]  # fmt: skip


def test_the_kinds_of_proposals():
    text = "North Carolina sued Johnson & Johnson, McDonald's and the Greens; J.K. Rowling left."
    assert [a.kind for a in proposed_actors(text, propose_names(text))] == [
        "government", "company", "company", "party", "person",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Élysée", "elysee"), ("O’Brien & Co.", "obrien-co"), ("Путин", "путин"), ("’’", "actor")],
)
def test_slugs(name, expected):
    assert slug(name) == expected


pieces = st.sampled_from(
    ["Ana", "Ruiz", "Kovel’s", "Council", "of", "the", "de", "al-Bashir", "Peru", "Lima", "in", "said", "J.", "NHI", "May",
     "People’s", "Union", "British", "Rugby", "Democratic", "Party", "(MAS)", '"Nana"', "easyJet", "3M", "R6bn", "and", "Google", "“", "”", ".", ",", "\n", "’s", "workers'", "É", "É", "7"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(pieces, max_size=14).map(" ".join)))
def test_proposals_lie_in_the_text_off_what_is_known(text):
    known = Registry.world().find(text)
    taken = [(m.start, m.end) for m in known]
    for mention in propose_names(text, known):
        words = text[mention.start : mention.end]
        assert words == words.strip() != ""
        assert mention.actor
        for start, end in taken:
            apart = mention.end <= start or end <= mention.start
            inside = mention.start <= start and end <= mention.end  # "Peru Council Union"
            assert apart or (inside and mention.end - mention.start > end - start)
        taken.append((mention.start, mention.end))
    found = [(m.start, m.end) for m in ActorFinder().find(text)]
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(found))


def test_an_article_is_searched_as_a_whole():
    article = Article(id="a", text="Mirna Kovel slept.\n\nIn Lima nobody heard Kovel. Norway blamed Kovel.")
    pairs = [places[0] for places in ActorFinder().article_choices(article)]
    assert {p.target.actor for p in pairs} == {"mirna-kovel", "norway"}
    assert all(
        p.meta["names"]["mirna-kovel"] == "Mirna Kovel" for p in pairs if p.target.actor == "mirna-kovel"
    )
    for pair in pairs:
        start = pair.meta.get("start", 0)
        assert article.text[start : start + len(pair.text)] == pair.text


@pytest.mark.parametrize("backend", ["guess", "", "rule", None, 3])
def test_an_unknown_backend_is_refused(backend):
    with pytest.raises(InputError, match="unknown proposals"):
        recogniser(backend)


@pytest.mark.parametrize(
    ("backend", "hint"), [("spacy", "pip install spacy"), ("gliner", "pip install gliner")]
)
def test_a_library_that_is_missing_is_named_with_its_command(backend, hint, monkeypatch):
    monkeypatch.setitem(sys.modules, backend, None)
    with pytest.raises(InputError, match=hint):
        recogniser(backend)


TEXT = "The Dockers' Union thanked Mirna Kovel's aide in 2019; Kovel smiled."


def spans(words, text=TEXT):
    return text.index(words), text.index(words) + len(words)


def test_spacy_by_a_stand_in(monkeypatch):
    entities = [
        ("The Dockers' Union", "ORG"),
        ("Mirna Kovel's", "PERSON"),
        ("2019", "DATE"),
        ("Kovel smiled"[:5], "PERSON"),
    ]
    found = [
        SimpleNamespace(start_char=spans(w)[0], end_char=spans(w)[1], label_=label)
        for w, label in entities[:3]
    ]
    at = TEXT.rindex("Kovel")
    found.append(SimpleNamespace(start_char=at, end_char=at + 5, label_="PERSON"))
    module = ModuleType("spacy")
    module.load = lambda name: lambda text: SimpleNamespace(ents=found)
    monkeypatch.setitem(sys.modules, "spacy", module)
    assert [(TEXT[m.start : m.end], m.actor) for m in recogniser("spacy:tiny")(TEXT, [])] == [
        ("Dockers' Union", "dockers-union"), ("Mirna Kovel", "mirna-kovel"), ("Kovel", "mirna-kovel"),
    ]  # fmt: skip
    assert recogniser("spacy")(TEXT, [Mention(0, 40, "x")])[0].start == at

    def missing(name):
        raise OSError(name)

    module.load = missing
    with pytest.raises(InputError, match="no model 'tiny'"):
        recogniser("spacy:tiny")


def test_gliner_by_a_stand_in(monkeypatch):
    class Network:
        @classmethod
        def from_pretrained(cls, name):
            if name == "nowhere":
                raise OSError("no such\nmodel")
            return cls()

        def predict_entities(self, text, labels, threshold):
            return [
                {"start": text.index(w), "end": text.index(w) + len(w)}
                for w in ("Kovel", "Tesk")
                if w in text
            ]

    module = ModuleType("gliner")
    module.GLiNER = Network
    monkeypatch.setitem(sys.modules, "gliner", module)
    text = "Nobody slept. Kovel left. Tesk stayed."
    assert [(m.start, m.actor) for m in recogniser("gliner")(text, [])] == [(14, "kovel"), (26, "tesk")]
    with pytest.raises(InputError, match="cannot load 'nowhere': no such model"):
        recogniser("gliner:nowhere")


def test_spacy_itself():
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed")
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Mirna Kovel"}])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spacy, "load", lambda name: nlp)
        assert [m.actor for m in recogniser("spacy")(TEXT, [])] == ["mirna-kovel"]


@pytest.mark.parametrize(
    "text",
    [
        "Olaf Scholz attacked Ivanka Trump and the Trump Organization.",
        "Donald Trump Jr. left the Trump Workers’ Union of Lima.",
        "Andreas Scholz and Britta van der Scholz met Kim Yo Jong in Trump Tower.",
    ],
)
def test_a_registry_cuts_no_other_name(text):
    own = Registry(
        [
            Actor(id="trump", name="Donald Trump", kind="person", aliases=("Trump",)),
            Actor(id="scholz", name="Scholz", kind="person"),
            Actor(id="kim", name="Kim Jong Un", kind="person", aliases=("Kim",)),
        ]
    )
    with_own, without = ActorFinder(own).find(text), ActorFinder().find(text)
    assert [text[m.start : m.end] for m in with_own] == [text[m.start : m.end] for m in without]
    assert not any(m.actor in ("trump", "kim") for m in with_own)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("BERLIN (Reuters) - Germany accused Hungary.", ["Germany", "Hungary"]),
        ("NEW YORK (AP) – Critics of Kovel left.", ["Kovel"]),
        ("SÃO PAULO (Reuters) - Lula thanked Biden.", ["Lula", "Biden"]),
        ("Paris (AFP) – Macron thanked Scholz.", ["Macron", "Scholz"]),
        ("FRANKFURT/BERLIN, Feb 2 (Reuters) - Scholz attacked Merz.", ["Scholz", "Merz"]),
        ("By JOHN SMITH, Associated Press", []),
        ("Head of Tesk resigns\n\nLIMA, Peru, Jan. 3 (Reuters) - Kovel came.", ["Tesk", "Kovel"]),
        ("Kovel left\nBy Rosa Lindgren, Staff Writer\nPORT LOUISA, April 2 (HT) — Kovel came.", ["Kovel", "Kovel"]),
    ],
)  # fmt: skip
def test_a_dateline_names_nobody(text, names):
    assert [text[m.start : m.end] for m in ActorFinder().find(text)] == names
    pairs = [places[0] for places in ActorFinder().article_choices(text)]
    assert {pair.target_text for pair in pairs} == set(names)


CASES = [
    # one line
    ("Macron hails Modi\nTrump attacks Fed\nIran warns Israel\nSunak left", ["Macron", "Modi", "Trump", "Fed", "Iran", "Israel", "Sunak"]),
    # articles, initials, given names that are words
    ("He told The New York Times and The Wall Street Journal.", ["New York Times", "Wall Street Journal"]),
    ("J.K. Rowling attacked J.D. Vance.", ["J.K. Rowling", "J.D. Vance"]),
    ("Will Smith slapped Chris Rock. Mark Rutte said no.", ["Will Smith", "Chris Rock", "Mark Rutte"]),
    ("Bill Clinton left. Al Gore stayed. Ban Ki-moon slept.", ["Bill Clinton", "Al Gore", "Ban Ki-moon"]),
    ("Will Kovel resign? Mark Tuesday in your diaries.", ["Kovel"]),
    ("On Monday Theresa May met Prime Minister Kovel in May.", ["Theresa May", "Kovel"]),
    ("Prime Minister May left; Mrs. May slept. In May Kovel left.", ["May", "May", "Kovel"]),
    ("Xi praised Putin. On Sunday Prince Kovel left.", ["Xi", "Putin", "Kovel"]),
    # titles
    ("CEO Elon Musk, MP Diane Abbott and Ex-President Jair Bolsonaro met.", ["Elon Musk", "Diane Abbott", "Jair Bolsonaro"]),
    ("Then Scottish First Minister Nicola Sturgeon left.", ["Scottish", "Nicola Sturgeon"]),
    ("It angered Texas Gov. Greg Abbott and Dem. Rep. Adam Schiff.", ["Greg Abbott", "Adam Schiff"]),
    ("Sen. Lindsey Graham (R-S.C.) left.", ["Lindsey Graham"]),
    ("New York Attorney General Letitia James sued Tesk.", ["Letitia James", "Tesk"]),
    ("Federal Reserve Chair Jerome Powell and Police Chief Ana Ruiz left.", ["Federal Reserve", "Jerome Powell", "Ana Ruiz"]),
    ("Greens MP Ana Ruiz and Labour MP Ben Okafor left.", ["Greens", "Ana Ruiz", "Labour", "Ben Okafor"]),
    ("Sen. May left. Tervelia Bank Chief Executive said no.", ["May", "Tervelia Bank"]),
    ("He told USA Today.", ["USA"]),
    # places
    ("North Carolina sued Tesk.", ["North Carolina", "Tesk"]),
    ("New Mexico accused Tesk, and parts of Florida criticized Tesk.", ["New Mexico", "Tesk", "Tesk"]),
    ("South Dakota was cold, West Virginia too.", []),
    # bodies
    ("Labour’s Keir Starmer left. Labour shortages grew.", ["Labour", "Keir Starmer"]),
    ("Labour MPs rebelled, and Greens MEPs called von der Leyen a menace.", ["Labour", "Greens", "von der Leyen"]),
    ("Johnson & Johnson sued Marks & Spencer’s chief.", ["Johnson & Johnson", "Marks & Spencer"]),
    ("Standard & Poor's downgraded McDonald's.", ["Standard & Poor's", "McDonald's"]),
    ("The New Democrats left. Then New Democrats returned.", ["New Democrats", "New Democrats"]),
    ("Liberals attacked the Conservatives.", ["Liberals", "Conservatives"]),
    ("Liberals and conservatives alike slept.", []),
    ("Robert Habeck of the Greens left.", ["Robert Habeck", "Greens"]),
    ("Rahul Gandhi's Congress left.", ["Rahul Gandhi", "Congress"]),
    ("The Pope slept.", ["Pope"]),
    ("The Island Cabmen’s Guild and the Dockers' Round Table left.", ["Island Cabmen’s Guild", "Dockers' Round Table"]),
    # capitals, which say nothing in headlines
    ("TRUMP BLASTS FED CHIEF POWELL", ["TRUMP", "FED", "POWELL"]),
    ("PERU CONDEMNS CHILE", ["PERU", "CHILE"]),
    ("U.S. CONDEMNS RUSSIA", ["U.S.", "RUSSIA"]),
    ("TURKEY BLOCKS SWEDEN'S NATO BID", ["TURKEY", "SWEDEN", "NATO"]),
    ("LET US GO HOME", []),
    ("GOV. KOVEL'S PARTY DOESN'T FEAR TESK", ["KOVEL", "TESK"]),
    ("Kovel Didn't Warn Orlo", ["Kovel", "Orlo"]),
    ("Uganda Slams Sudan Over Border Closure", ["Uganda", "Sudan"]),
    ("Trump Slams Biden Over Border", ["Trump", "Biden"]),
    ("Supreme Court Rebukes Joe Biden", ["Supreme Court", "Joe Biden"]),
    ("Bank of England Warns Reeves on Debt", ["Bank of England", "Reeves"]),
    ("Epic Games Sues Fox News Over Fees", ["Epic Games", "Fox News"]),
    ("Peru slept.\nKovel Accuses Orlo of Fraud\nKovel slept.", ["Peru", "Kovel", "Orlo", "Kovel"]),
    ("Beijing Slams Washington Over Arms Sale", ["Beijing", "Washington"]),
    ("Ana Ruiz, Mirna Kovel and Ben Orlo", ["Ana Ruiz", "Mirna Kovel", "Ben Orlo"]),
    ("Putin Slams Mark Rutte Over Ukraine", ["Putin", "Mark Rutte", "Ukraine"]),
    ("Tim Cook Met Ana Ruiz", ["Tim Cook", "Ana Ruiz"]),
    ("Tim Cook, Bill Gates, Mark Rutte", ["Tim Cook", "Bill Gates", "Mark Rutte"]),
    ("Ana Price, Mayor", ["Ana Price"]),
    ("KYIV — Kovel left.", ["Kovel"]),
    ("Kovel Skewers Orlo in Speech", ["Kovel", "Orlo"]),
    ("Haas, Varrun and Okafor Unite Behind Orlo", ["Haas", "Varrun", "Okafor", "Orlo"]),
    ("Rachel Reeves Warned Kovel", ["Rachel Reeves", "Kovel"]),
    ("Kovel Lambasts Orlo\nOrlo Sues\nAna Brooks", ["Kovel", "Orlo", "Orlo", "Ana Brooks"]),
    # what the rules got right before
    ("Denzel Washington attacked Spike Lee.", ["Denzel Washington", "Spike Lee"]),
    ("Georgia's Republican governor, Brian Kemp, left.", ["Republican", "Brian Kemp"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), CASES)
def test_names_of_the_news(text, names):
    assert [text[m.start : m.end] for m in ActorFinder().find(text)] == names


def test_a_headline_names_whom_the_article_names():
    text = "Mirna Kovel attacked Peru. Kovel slept.\n\nTESK WARNS KOVEL\n\nPeru Warns Kovel"
    found = ["mirna-kovel", "peru", "mirna-kovel", "tesk", "mirna-kovel", "peru", "mirna-kovel"]
    assert [actor for _, actor in actors(text)] == found
    own = ActorFinder(Registry([Actor(id="dt", name="Donald Trump", kind="person", aliases=("Trump",))]))
    assert actors("Trump Resigns", own) == [("Trump", "dt")]
    assert actors("TRUMP ATTACKS PERU", own) == [("TRUMP", "dt"), ("PERU", "peru")]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(st.text(max_size=6), max_size=6).map(" ".join)))
def test_sentence_case_changes_capitals_only(text):
    for line in (text, text.upper(), text.title()):
        calm = in_sentence_case(line, ActorFinder(world=False).registry.spans)
        assert len(calm) == len(line)
        assert calm.lower() == line.lower()


@pytest.mark.parametrize(
    "frame", ["{} accused Germany of neglect.", "{} said France was right.", "{} have left Italy."]
)
def test_words_that_open_a_sentence_are_no_actors(frame):
    openers = (
        "Critics Gunmen Tariffs Exports Corruption Climate Bishops Aides Rivals Veterans Banks Girls Headline Imams Hawks Historians "
        "Conservatives Socialists Moderates Islamists Thieves Snow Plenty Churches Senior Federal Illegal"
    )
    for word in openers.split():
        assert not [m for m in ActorFinder().find(frame.format(word)) if m.start == 0], word
    assert [m.actor for m in ActorFinder().find("Kovel said no.")] == ["kovel"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He joined the French Tennis Federation; the Federation thanked Peru.", ["French Tennis Federation", "Federation", "Peru"]),
        ("The Polish Teachers' Union and Russian Orthodox Church met.", ["Polish Teachers' Union", "Russian Orthodox Church"]),
        ("The Polish Labour Ministry met Sri Lanka.", ["Polish", "Labour Ministry", "Sri Lanka"]),
        ("The Central Bank of Nigeria sued the Irish Times and the Press Trust of India.", ["Central Bank of Nigeria", "Irish Times", "Press Trust of India"]),
    ],
)  # fmt: skip
def test_a_society_is_called_after_its_country_and_a_ministry_acts_for_it(text, found):
    mentions = ActorFinder().find(text)
    assert [text[m.start : m.end] for m in mentions] == found
    assert len({m.actor for m in mentions}) == len(found) - ("Federation;" in text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # other countries' parties
        ("Tervelia's Social Democratic Party thanked the New Democratic Party.", ["Tervelia", "Social Democratic Party", "New Democratic Party"]),
        ("The Peoples' Democratic Party and the Bavarian Republican Party met.", ["Peoples' Democratic Party", "Bavarian Republican Party"]),
        ("On Monday Democratic Party leaders met; Kovel’s Democratic Party slept.", ["Democratic Party", "Kovel", "Democratic Party"]),
        # of a people's somebodies
        ("The Association of British Insurers thanked the Council on American-Islamic Relations.", ["Association of British Insurers", "Council on American-Islamic Relations"]),
        ("The Congress of South African Trade Unions sued the Army of Russian President Ana Ruiz.", ["Congress of South African Trade Unions", "Russian", "Ana Ruiz"]),
        ("Members of British Industry sued the Free Syrian Women's League.", ["British", "Industry", "Free Syrian Women's League"]),
        # a country, and what it looks after
        ("Rugby Australia, NHS England and Age UK sued UK Finance.", ["Rugby Australia", "NHS England", "Age UK", "UK Finance"]),
        ("In August Australia sued Amnesty International USA. Then France slept.", ["Australia", "Amnesty International USA", "France"]),
        ("The British Retail Consortium and the Philippine Coast Guard sued the Irish Office for Data Rights.", ["British Retail Consortium", "Philippine Coast Guard", "Irish Office for Data Rights"]),
        ("The Welsh Government thanked the Scottish Greens and the Government of India.", ["Welsh", "Scottish Greens", "India"]),
        ("The Turkish Foreign Ministry told the Zambian High Court so.", ["Turkish", "Foreign Ministry", "Zambian", "High Court"]),
        # a country or a town, and its body
        ("The Bar Council of India and the Diocese of Brooklyn sued the Ministry of Foreign Affairs of Iran.", ["Bar Council of India", "Diocese of Brooklyn", "Ministry of Foreign Affairs of Iran"]),
        ("The Popular Front for the Liberation of Palestine sued Acme Group of Peru.", ["Popular Front for the Liberation of Palestine", "Acme Group", "Peru"]),
        ("The City of Cape Town sued Tesk. People in the City of London slept near the Port of Durban.", ["City of Cape Town", "Tesk"]),
        ("The Fed's Powell thanked Labour's Reyes; the Greens' Kovel and Solidarity's Tesk slept.", ["Fed", "Powell", "Labour", "Reyes", "Greens", "Kovel", "Solidarity", "Tesk"]),
        ("The People's Dawn and the Sheriff's Office sued the Women's Labour League over the Senate's Armed Services Committee.", ["People's Dawn", "Sheriff's Office", "Women's Labour League", "Armed Services Committee"]),
        # "and", commas, possessives
        ("The Employment and Labour Relations Court sued the Social Democratic and Labour Party.", ["Employment and Labour Relations Court", "Social Democratic and Labour Party"]),
        ("The Health and Safety Executive sued the Department for Culture, Media and Sport.", ["Health and Safety Executive", "Department for Culture, Media and Sport"]),
        ("The Party of Regions sued the Lord's Resistance Army, King’s College Hospital and Warner Bros. Discovery.", ["Party of Regions", "Lord's Resistance Army", "King’s College Hospital", "Warner Bros. Discovery"]),
        ("The Labour and Conservative Party leaders met Apple and the Labour Party.", ["Labour", "Conservative Party", "Apple", "Labour Party"]),
        # a saint's house, a college and its town
        ("Nurses at St Mary's Hospital sued St. John’s University.", ["St Mary's Hospital", "St. John’s University"]),
        ("Kovel thanked Saint Luke's Church and St Mary’s doctors.", ["Kovel", "Saint Luke's Church", "St Mary"]),
        ("King's College London and Trinity College Dublin sued Imperial College. London slept.", ["King's College London", "Trinity College Dublin", "Imperial College", "London"]),
        ("The St. Louis Kovels sued Reyes College, Moscow told Baker St. Ana Ruiz slept.", ["St. Louis Kovels", "Reyes College", "Moscow", "Baker St", "Ana Ruiz"]),
        # a company, and its part
        ("Samsung Electronics sued Amazon Web Services and BBC Sport over Google Maps.", ["Samsung Electronics", "Amazon Web Services", "BBC Sport", "Google"]),
        ("Microsoft President Ana Ruiz thanked T-Mobile and Anglo American.", ["Microsoft", "Ana Ruiz", "T-Mobile", "Anglo American"]),
    ],
)  # fmt: skip
def test_a_name_inside_a_bodys_own_name_is_no_actor(text, names):
    assert [name for name, _ in actors(text)] == names


def test_a_users_short_name_of_a_body_is_none_in_anothers_name():
    alliance = Actor(id="alliance", name="the Alliance", kind="party")
    chamber = Actor(id="own", name="Lower Chamber", kind="organisation", aliases=("the Chamber",))
    finder = ActorFinder(Registry([alliance, chamber]))
    text = "The Alliance asked the Chamber for money. The Alliance of Small Farmers met the Chamber of Deputies in the Alliance Bank."
    assert actors(text, finder) == [
        ("The Alliance", "alliance"), ("the Chamber", "own"), ("Alliance of Small Farmers", "alliance-of-small-farmers"),
        ("Chamber of Deputies", "chamber-of-deputies"), ("Alliance Bank", "alliance-bank"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('Joaquín "El Chapo" Varrun thanked Tesk. Varrun slept.', ["joaquin-el-chapo-varrun", "tesk", "joaquin-el-chapo-varrun"]),
        ("Ana “the Rock” Ruiz and Oskel (Nibs) Varrun slept.", ["ana-the-rock-ruiz", "oskel-nibs-varrun"]),
        ("Ursula von der Leyen left. Von der Leyen slept.", ["ursula-von-der-leyen"] * 2),
        ("Omar el-Khatib left. El-Khatib met José dos Santos. Dos Santos slept.", ["omar-el-khatib", "omar-el-khatib", "jose-dos-santos", "jose-dos-santos"]),
        ("Goldman Sachs left. Goldman said no.", ["goldman-sachs"] * 2),
        ("Luiz Inácio Lula da Silva left. Lula slept.", ["luiz-inacio-lula-da-silva"] * 2),
        ("Lula left. Luiz Inácio Lula da Silva slept.", ["luiz-inacio-lula-da-silva"] * 2),
        ("Ruiz quits\n\nAna Ruiz left on Monday.", ["ana-ruiz"] * 2),
        ("Ruiz and Ana Ruiz left.", ["ruiz", "ana-ruiz"]),
        ("The Popular Resistance Committees left. The PRC slept.", ["popular-resistance-committees"] * 2),
        ("The PRC slept. The Popular Resistance Committees left.", ["china", "popular-resistance-committees"]),
        ("The Movement for Socialism (MAS) split. MAS slept.", ["movement-for-socialism"] * 3),
        ("The Popular Front for the Liberation of Palestine (PFLP) slept.", ["popular-front-for-the-liberation-of-palestine"] * 2),
        ("Rassemblement National (RN) left. Ana Ruiz (KVP) slept.", ["national-rally", "national-rally", "ana-ruiz", "kvp"]),
    ],
)  # fmt: skip
def test_whom_another_form_of_a_name_means(text, found):
    assert [actor for _, actor in actors(text)] == found


@pytest.mark.parametrize(
    "title",
    [
        "Superintendent", "Police Superintendent", "Chief Constable", "Chief Medical Officer", "Solicitor General", "Monsignor", "Grand Ayatollah",
        "Tánaiste", "Secretary of Health and Human Services", "Minister of State for Security", "Emergency Management Minister",
        "Housing and Urban Development Secretary", "Minister of Foreign Affairs", "Chief of Staff",
    ],
)  # fmt: skip
def test_a_title_is_no_part_of_the_name(title):
    found = [name for name, _ in actors(f"On Monday {title} Ana Varrun thanked Tesk.")]
    assert found[-2:] == ["Ana Varrun", "Tesk"]
    assert all(name in ("Housing", "Health") for name in found[:-2])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # small first letters, figures, money
        ("easyJet and eBay sued xAI over the iPhone and mRNA.", ["easyJet", "eBay", "xAI"]),
        ("3M sued 7-Eleven, 1MDB and 20th Century Studios in the 20th Century.", ["3M", "7-Eleven", "1MDB", "20th Century Studios"]),
        ("Kovel paid Tesk R6bn, N50bn, US$320m, A$20bn, HK$30, Rs500 and Shs1.8tn, said M23.", ["Kovel", "Tesk", "M23"]),
        ("Critics of @openTesk left https://t.co/kEoVel.", []),
        # who is at a body
        ("Analysts at Kovel said so. Pilots at Delta Air Lines have sued Boeing.", ["Kovel", "Delta Air Lines", "Boeing"]),
        ("Academics at ETH Zurich condemned Tesk. Fans at Norvik booed.", ["ETH Zurich", "Tesk"]),
        # states that act or are dealt with
        ("Quebec rejected Ottawa's offer. The ACLU sued Texas. California and Oregon sued Tesk.", ["Quebec", "Ottawa", "ACLU", "Texas", "California", "Oregon", "Tesk"]),
        ("Texas is hot. He left Quebec and warned Texas voters. Rain hit Maine.", []),
        ("The Treasury has blamed the OBR. Treasury yields rose.", ["Treasury", "OBR"]),
        ("Norvik Airport sued Tesk. He slept at Dremmen Airport.", ["Norvik Airport", "Tesk"]),
        # towns
        ("Troops shelled Norvik and toured Dremmen, then left for good.", []),
        ("Fighting broke out in Kharkiv and Mbarara. Trains from Leeds to Norvik and between Leeds and Sallis stopped.", []),
        ("It sent troops to Culiacán. They met in Kharkiv, Norvik or Lviv.", []),
        ("They met in Leeds, and Kovel said so. They met in Delaware, Orlo sang.", ["Kovel", "Orlo"]),
        ("Kovel visited Orlo. Troops shelled Norvik after Norvik had sued Tesk.", ["Kovel", "Orlo", "Norvik", "Norvik", "Tesk"]),
        # operations, contests, laws
        ("Operation Sindoor and the Singapore Grand Prix pleased Tesk.", ["Singapore", "Tesk"]),
        ("Tesk praised the London Marathon, the Tour de France, the Super Bowl, the First Amendment and Title IX.", ["Tesk"]),
        ("The Arab Spring reached Benin City.", []),
    ],
)  # fmt: skip
def test_companies_places_and_things(text, names):
    assert [name for name, _ in actors(text)] == names
