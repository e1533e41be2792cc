"""Words by which the rules for names tell governments from places and names from other capitalised words."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

TITLES = frozenset(
    "Mr Mrs Ms Miss Dr Prof Professor Sen Senator Rep Representative Gov Gen General Col Colonel Capt Captain Lt "
    "Lieutenant Sgt Sergeant Maj Major Coach Judge Justice Sir Dame Lord Lady Rev Reverend Father Sister Brother Rabbi "
    "Imam Sheikh Detective Inspector Officer Congressman Congresswoman Bishop Archbishop Cardinal Admiral Adm Pastor Dem Sens Reps".split()
)
"""Titles that stand before a person's name and never before a country's."""

ROLES = frozenset(
    "President Vice-President Premier Chancellor Minister Secretary King Queen Prince Princess Pope Emperor Ambassador Speaker "
    "Governor Mayor Commissioner Chairman Chairwoman Director Chief Commander Envoy Spokesman Spokeswoman Deputy Leader "
    "Attorney Marshal Crown Prime Foreign Defense Defence Finance Interior Justice Health Education Energy Trade Culture "
    "Vice Undersecretary Lawmaker Councillor Counsellor Chair Executive Ayatollah Emir Sultan Patriarch Commodore "
    "Opposition Party Former Acting Interim Then Late".split()
)
"""Offices that stand before a person's name, and often behind a country's."""

OFFICES = frozenset(
    "President Premier Chancellor Minister Secretary Governor Gov Sen Senator Rep Representative Mayor Speaker Chairman "
    "Chairwoman Chair Commissioner Ambassador Envoy Spokesman Spokeswoman Leader Director Chief CEO CFO COO MP MEP MSP MPs "
    "Congressman Congresswoman Attorney Judge Justice Coach Professor Archbishop Commander Lawmaker Councillor Treasurer Sheriff".split()
)
"""Offices that part a body or place before them from who holds them behind: "Texas Governor Ana Ruiz"."""

RANKS = frozenset(
    "First Home State Labor Labour Housing Transport Transportation Judiciary Agriculture Environment Treasury Commerce Homeland Security Interior Pensions Democratic Majority Minority Assistant Special Senior District City County".split()
)
"""What belongs to an office right behind it: "First Minister", "Home Secretary"."""

DAYS = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December Jan Feb Aug Sept Oct Nov Dec Easter Christmas Ramadan".split()
)

HEADS = frozenset(
    "Party Ministry Company Council Union Front Movement Army Navy Police Court Bank Fund Group League Association "
    "Federation Confederation Commission Committee Congress Senate Parliament Assembly House Cabinet Office Agency "
    "Authority Board Bureau Department Institute Foundation Organization Organisation Alliance Coalition Forum Club "
    "Society Trust Corporation Corp Inc Ltd Holdings Airlines Airways Motors Industries Energy Oil Gas Railways Telecom "
    "Media News Times Post Herald Tribune Gazette Radio Television Network Church Patriarchate Conference Chamber "
    "Tribunal Guard Guards Force Forces Brigade Battalion Regiment Corps Command Militia Brotherhood Guild Syndicate "
    "Network Watch Initiative Campaign Center Centre Service Services Treasury Directorate Inspectorate Secretariat "
    "Republic Kingdom Federation Bloc Pact Mission Academy Museum University College School Hospital Team United FC "
    "Lobby Workers Democrats Republicans Socialists Liberals Greens Conservatives Communists Nationalists Rebels".split()
)
"""Last or first words of what bodies are called."""

PARTIES = frozenset(
    "Democrats Republicans Socialists Liberals Greens Conservatives Communists Nationalists Centrists Populists".split()
)
"""What parties are called by their members; small, or at the beginning of a sentence, they may be any."""

OWN_POSSESSIVES = frozenset(
    "McDonald's Poor's Moody's Lloyd's Sainsbury's Macy's Kohl's Wendy's Levi's Domino's Christie's Sotheby's Kellogg's Lowe's "
    "Denny's Hershey's Jerry's Nando's Waterstone's".split()
)
"""Companies whose names end like a possessive."""

GIVEN_WORDS = frozenset(
    "Will Bill Mark Al Art Jack Hope Grace Faith Joy Rose Rich Frank Sue Pat Chase Drew Dawn Grant Miles Max Ray Chuck Buck Rob Rod "
    "Nick Guy Gene Earl Duke Lance Cliff Dale Glen Wade Heather Holly Hazel Ivy Lily Daisy Violet Ruby Amber Crystal Pearl Jade Iris Olive "
    "Christian Victor Angel Gift Blessing Summer Autumn Robin Sandy Rusty Dean Clay Carol Eve Constant Sterling".split()
)
"""Given names that are words of the language too."""

EVENTS = frozenset(
    "War Agreement Treaty Accord Accords Convention Act Law Bill Declaration Protocol Summit Cup Games Prize Award Day Week "
    "Festival Olympics Championship Championships Street Avenue Road Square River Lake Sea Ocean Bay Valley Island Islands Mountain "
    "Mountains Desert Airport Bridge Canal Strait Gulf Peninsula Province County District Palace Tower Square "
    "Constitution Revolution Code Report Article Chapter Resolution Operation Highway Park Hotel Station Port "
    "Stadium Dam Mine Plaza Coast Hills Basin Delta Plateau Forest Belt Charter Anthem".split()
)
"""Last words of what is no actor: events, documents, places."""

ADJECTIVES = frozenset(
    "Western Eastern Northern Southern Central North South East West Modern Ancient Greater".split()
)

NO_SURNAME = (
    HEADS
    | ROLES
    | TITLES
    | ADJECTIVES
    | frozenset(
        "The A An And But Or If When While As In On At By For From To With Of That This It I He She They We".split()
    )
)
"""Capitalised words that are no surname behind, and no given name before, a country's name."""

PLACE_PREPOSITIONS = frozenset(
    "in near outside inside around across throughout through via at into within downtown central beyond off above".split()
)
PLACE_BEFORE = frozenset("central downtown northern southern eastern western greater old mainland".split())
PLACE_AFTER = frozenset(
    "airport airports suburb suburbs street streets neighbourhood neighborhood neighbourhoods hospital hospitals hotel "
    "hotels university residents resident mayor mayoral police court courtroom courthouse metro subway stadium square "
    "cathedral museum museums bureau correspondent school schools summit conference talks marathon area region district "
    "traffic skyline restaurant restaurants home apartment flat bridge river zoo market markets crowd rally newspaper "
    "newspapers port harbour harbor station railway declaration agreement accord accords protocol treaty fashion film "
    "outskirts centre center city time today night streetlights park church mosque synagogue prison jail slum slums "
    "shop shops cafe cafes theatre theater opera derby club team weather population waterfront".split()
)
PLACE_OF = frozenset(
    "city mayor streets outskirts suburbs north south east west centre center capital university bishop archbishop "
    "port airport parts part residents people people's bank battle siege fall northwest northeast southwest southeast "
    "heart edge suburb district skies skyline centre-ville".split()
)
TOWARD = frozenset(
    "by with toward towards against unlike between among behind under upon without besides alongside".split()
)
SENDING = frozenset(
    "pressure support aid help money funds funding weapons arms orders order criticism threats threat signal signals "
    "response reply answer message messages letter statement statements instructions permission approval backing "
    "assurances assurance guarantees independence concessions demands demand condemnation warning warnings loan loans "
    "ultimatum recognition invitation interference independent cash protest protests apology break distance distanced".split()
)
GIVING = frozenset(
    "ties loyal close closer response according warning message letter messages ambassador envoy envoys sale sales "
    "deliver delivered sold sell give gave handed hand offered offer pledge pledged appeal appealed apologised apologized "
    "complained complaint support loyalty answer answerable hostile friendly threat concession concessions objected "
    "opposed opposition alternative thanks grateful important unacceptable humiliation victory defeat blow setback "
    "problem aid loan loans lent supply supplied exports weapons arms overture overtures listen report reported "
    "praise sympathy demand demands words word challenge".split()
)
MOTION = frozenset(
    "flew fly flying flight flights travel travelled traveled travels travelling traveling went go goes going gone came "
    "come coming trip trips visit visits return returned returning drove drive driving journey moved move moving way "
    "road train trains bus walk walked marched march headed heading left leave leaving bound back arrived sailed fled "
    "route rail highway".split()
)
GOVERNMENT_BEFORE = frozenset(
    "sanctions pressure reliance dependence embargo tariffs blame demands friend friends ally allies critic critics "
    "government support approval help hands influence enemy enemies puppet puppets behalf policy favour favor "
    "criticism attitude demand backing ear patience relying rely depends depend imposed imposing tougher harder soft "
    "hard tough accusation suspicion suspicious wary leave mouthpiece orders agent agents ahead afraid fear".split()
)
STRIKES = frozenset(
    "attack attacks strike strikes missile missiles drone drones raid raids bomb bombs bombing march advance "
    "advancing assault rain fell".split()
)
GOVERNMENT = frozenset(
    "government governments official officials regime administration authorities envoy envoys diplomat diplomats "
    "leadership policymakers lawmakers leaders spokesman spokeswoman insider insiders bureaucrats elite".split()
)

BE = frozenset("is was are were".split())
PLACE_STATES = frozenset(
    "hit shelled bombed struck rocked flooded hot cold quiet calm located home full empty shut closed burning "
    "blanketed paralysed paralyzed lit covered under hosting shaken evacuated attacked captured occupied dark".split()
)
ADVERBS = frozenset(
    "also never again already still now long then soon even not only just often always once itself has-been ever "
    "nevertheless however meanwhile instead both all".split()
)
_BASES = (
    "accept accuse admit enforce find agree aid allow announce answer appeal approve argue arm ask assure back ban bar blame block boast "
    "call cancel claim complain condemn confirm congratulate consider criticise criticize declare decide defend "
    "demand denounce deny deport dismiss drop end endorse expect expel express extend fear fund halt hail help honour honor "
    "hope ignore impose insist invite join lift maintain mock need negotiate object offer oppose order pay pledge "
    "plan praise prefer press pressure promise propose protest pull push question react recall recognise recognize refuse "
    "regard regret reject remain reply respond restore resume say see seek seem send share shelter sign stop "
    "suggest summon supply support suspect suspend take talk tell thank threaten try turn urge use voice vow want "
    "warn welcome win withdraw work worry give make get keep hold let bring think know"
).split()


def _third(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb[-1] == "y" and verb[-2] not in "aeiou" else f"{verb}s"


FINITE = frozenset(
    (
        " ".join(map(_third, _BASES)) + " "
        "has had have will would could can cannot may might must should shall did does do didn't won't wouldn't doesn't "
        "said told gave took made sent put saw went came kept held let got won lost meant thought knew felt found fought "
        "broke drew froze withdrew struck spoke wrote swore brought bought built sold led paid became chose forgave sought "
        "shut stood swept threw lent hit ran set cut spent bound wrung took forbade overtook undertook "
        "want say deny agree reject accept insist"
    ).split()
)
"""Verbs that make the capital before them a subject."""

OBJECT_VERBS = frozenset(
    "warn warned warns warning accuse accused accuses accusing urge urged urges urging thank thanked thanks thanking "
    "condemn condemned condemns condemning criticise criticised criticize criticized criticizing tell told tells ask asked "
    "asks asking blame blamed blames blaming anger angered angering press pressed presses pressing praise praised praises "
    "praising back backed backs backing support supported supports supporting threaten threatened threatens threatening "
    "defy defied defying provoke provoked irk irked irritate irritated alarm alarmed embarrass embarrassed help helped "
    "pressure pressured persuade persuaded oppose opposed opposes opposing denounce denounced mock mocked assure assured "
    "remind reminded reassure reassured trust trusted distrust distrusted annoy annoyed enrage enraged infuriate "
    "infuriated pleased please appease appeased sanction sanctioned punish punished sue sued arm armed lobby lobbied "
    "reprimand reprimanded reproach reproached likened rebuke rebuked confront confronted challenge challenged scold scolded inform informed notify notified answered "
    "convince convinced forced force forcing accusing invite invited".split()
)
"""Verbs whose object is somebody, not a place."""

AWAY = frozenset(
    "visit visited visiting visits left leave leaving reach reached reaching tour toured enter entered entering shell "
    "shelled bomb bombed bombing capture captured capturing seize seized besiege besieged surround surrounded liberate "
    "liberated flee fled occupy occupied flooded".split()
)
"""Verbs whose object is a place."""


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Words that open sentences without being names."""
    return _listed("common.txt")


def is_common(word: str) -> bool:
    """Whether a word in small letters is one of the language: listed, or the plural of a listed one.

    Examples:
        >>> is_common("gunmen"), is_common("tariffs"), is_common("kovel")
        (True, True, False)
    """
    singulars = [word]
    if word.endswith("s") and len(word) > 3:
        singulars += [word[:-1], word.removesuffix("es"), f"{word.removesuffix('ies')}y"]
    return any(singular in words for words in (common_words(), _small_words()) for singular in singulars)


@lru_cache(maxsize=1)
def _small_words() -> frozenset[str]:
    return _listed("small.txt")


def _listed(name: str) -> frozenset[str]:
    content = resources.files("actorstance.world").joinpath(name).read_text(encoding="utf-8")
    return frozenset(
        word for line in content.splitlines() if not line.startswith("#") for word in line.split()
    )
