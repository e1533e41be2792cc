"""Words around a name, by which the rules tell who acts and a government from a place."""

from __future__ import annotations

from collections.abc import Sequence

from actorstance.words import DAYS

PLACE_PREPOSITIONS = frozenset(
    "in near outside inside around across throughout through via at into within downtown central beyond off above".split()
)
SCENES = frozenset("in near at outside inside around across throughout into within".split())
"""Before what may be a place or an actor they speak for the place."""

TAKERS = {
    "in": frozenset(
        "confidence faith trust belief believe believes believed believing disappointed disappointment ally allies friend friends "
        "shares share stake stakes invest invests invested investor investors investment investments".split()
    ),
    "at": frozenset(
        "spat spit spits spitting anger fury rage outrage laughed laughs laughing shouted shouts shouting yelled yells sneered sneers scoffed "
        "scoffs jeered jeers railed rails swipe swipes dig digs jab jabs jibe jibes aim aimed directed levelled leveled angry furious outraged snapped snaps fumed "
        "fumes fuming bristled bristles irritation frustration indignation dismay swing swings swung swinging shot shots finger fingers".split()
    ),
    "into": frozenset("inquiry inquiries enquiry investigation investigations probe probes".split()),
}
"""Before "in" and "at": what is said of somebody, and not of where something is."""

STRIKING = frozenset(
    "hit hits hitting lash lashes lashed lashing fire fires fired firing strike strikes struck shoot shoots shot clap claps clapped snap snaps snapped".split()
)
"""Before "back at" and "out at", likewise."""

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
    "heart edge suburb district skies skyline centre-ville town towns village villages island isle parish municipality villagers native hamlet".split()
)
TOWARD = frozenset(
    "by with toward towards against unlike between among behind under upon without besides alongside".split()
)
SENDING = frozenset(
    "pressure support aid help money funds funding weapons arms orders order criticism threats threat signal signals "
    "response reply answer message messages letter statement statements instructions permission approval backing "
    "assurances assurance guarantees independence concessions demands demand condemnation warning warnings loan loans "
    "ultimatum recognition invitation interference independent cash protest protests apology break distance distanced applause praise scorn rebuke rebukes "
    "reprimand reproach reproaches outcry anger fury ire wrath alarm dismay sympathy condolences gratitude thanks congratulations appeal appeals plea pleas "
    "request requests note notes hint hints advice gift gifts grant grants credit credits subsidy subsidies troops soldiers advisers fuel gas oil leave "
    "delegation delegations officials minister ministers diplomats negotiators blessing promise promises pledge pledges offer offers proposal proposals "
    "overture overtures denial denials objection objections veto complaint complaints accusation accusations retaliation reaction reactions opposition "
    "resistance encouragement endorsement mandate dictates meddling line lines word scolded".split()
)
ENVOYS = frozenset("envoy envoys ambassador ambassadors".split())
GIVING = frozenset(
    "ties loyal close closer response according warning message letter messages ambassador envoy envoys sale sales "
    "deliver delivered sold sell give gave handed hand offered offer pledge pledged appeal appealed apologised apologized "
    "complained complaint support loyalty answer answerable hostile friendly threat concession concessions objected "
    "opposed opposition alternative thanks grateful important unacceptable humiliation victory defeat blow setback "
    "problem aid loan loans lent supply supplied exports weapons arms overture overtures listen listens report reported "
    "gesture gestures gestured outreach gratitude payment payments talk talks talked talking speak spoke speaking wrote write written writing "
    "owe owes owed owing reply replies replied replying warm warms warmed denied shipped ship thankful indebted devoted allegiance kind fair generous "
    "acting act acts acted respect mercy contempt disdain admiration affection bailout waiting wait waits brief negotiate negotiates negotiated negotiating "
    "lobbying lobbied spying spied "
    "praise sympathy demand demands words word challenge bow bowed bows bowing protested condolences matter subservient beholden obedient".split()
)
TRANSFERS = frozenset(
    "deliver delivers delivered delivering delivery deliveries supply supplies supplied supplying ship ships shipped sell sells sold "
    "give gives gave giving lend lends lent donate donates donated grant granted provide provides provided pay pays paid promise promised pledge pledged offer "
    "offers offered".split()
)
"""What brings something to a government, also where words stand between."""

MOTION = frozenset(
    "flew fly flying flight flights travel travelled traveled travels travelling traveling went go goes going gone came "
    "come coming trip trips visit visits return returned returning drove drive driving journey moved move moving way "
    "road train trains bus walk walked marched march headed heading left leave leaving bound back arrived sailed fled "
    "route rail highway".split()
)
GOVERNMENT_BEFORE = frozenset(
    "sanctions pressure reliance dependence embargo tariffs blame demands friend friends ally allies critic critics "
    "government support approval help hands influence enemy enemies puppet puppets behalf policy favour favor "
    "criticism attitude demand servant servants creature creatures tool tools vassal vassals expected backing ear patience relying rely depends depend imposed imposing tougher harder soft "
    "hard tough accusation suspicion suspicious wary leave mouthpiece orders agent agents ahead afraid fear lean leans leaned leaning pinned spied spying "
    "resentment hatred contempt distrust mistrust recognition authority darling envoy envoys ambassador ill warmly side surprise anger ire wrath "
    "expense request representatives spokesman spokeswoman count counts counted counting bet bets betting".split()
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
    "nevertheless however meanwhile instead both all neither no longer".split()
)
_BASES = (
    "accept accuse admit slam snub mock lambast enforce find agree aid allow announce answer appeal approve argue arm ask assure back ban bar blame block boast "
    "call cancel claim complain condemn confirm congratulate consider criticise criticize declare decide defend "
    "demand denounce deny deport dismiss drop end endorse expect expel express extend fear fund halt hail help honour honor "
    "hope ignore impose insist invite join lift maintain mock need negotiate object offer oppose order pay pledge "
    "plan praise prefer press pressure promise propose protest pull push question react recall recognise recognize refuse "
    "regard regret reject remain reply respond restore resume say see seek seem send share shelter sign stop "
    "suggest summon supply support suspect suspend take talk tell thank threaten try turn urge use voice vow want "
    "warn welcome win withdraw work worry give make get keep hold let bring think know "
    "treat deserve begin boycott resent trust owe dictate open lose fail continue face believe understand scramble prepare allow spend buy sell "
    "expel deport free lend reward laugh fly become stand tear"
).split()


def _third(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb[-1] == "y" and verb[-2] not in "aeiou" else f"{verb}s"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    return f"{verb[:-1]}ied" if verb[-1] == "y" and verb[-2] not in "aeiou" else f"{verb}ed"


def _participle(verb: str) -> str:
    return f"{verb[:-1]}ing" if verb.endswith("e") else f"{verb}ing"


FINITE = frozenset(
    (
        " ".join(map(_third, _BASES)) + " "
        "has had have will would could can cannot may might must should shall did does do didn't won't wouldn't doesn't "
        "isn't wasn't hasn't hadn't couldn't can't shouldn't "
        "said told gave took made sent put saw went came kept held let got won lost meant thought knew felt found fought "
        "broke drew froze withdrew struck spoke wrote swore brought bought built sold led paid became chose forgave sought "
        "shut stood swept threw lent hit ran set cut spent bound wrung took forbade overtook undertook "
        "began tore fell rose fed hid bore bent beat dealt flew forgot grew hung laid lost met overcame overthrew quit sank sat shook shot slept stole stuck "
        "strove taught understood upheld wept woke withheld wore "
        "want say deny agree reject accept insist"
    ).split()
)
"""Verbs that make the capital before them a subject."""

DEMANDS = frozenset(
    "demand demands demanded demanding insist insists insisted insisting request requests requested ask asks asked recommend recommends recommended propose "
    "proposes proposed suggest suggests suggested".split()
)
"""Before "that": who shall do what comes next."""

NO_PASTS = frozenset(
    "need feed seed weed reed deed heed shed sled indeed hundred sacred naked wicked".split()
)
"""What ends like a past tense and is none."""

_AUXILIARIES = frozenset(
    "has had have will would can could cannot may might must should shall did does didn't won't wouldn't doesn't hasn't hadn't couldn't can't shouldn't".split()
)
_OF_THINGS = frozenset(
    "become becomes became remain remains remained need needs needed end ends ended cost costs get gets got make makes made take takes took come comes came "
    "go goes went begin begins began start starts started stop stops stopped last lasts lasted fall falls fell rise rises rose grow grows grew run runs ran "
    "spread shrank shrunk increased decreased declined dropped moved shifted migrated talks protests strikes charges returns".split()
)
"""Verbs that are said of things too, and nouns that look like verbs."""

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
    "convince convinced forced force forcing accusing invite invited slam slams slammed hail hails hailed snub snubs snubbed rebukes denounces mocks sues reject rejects rejected refuse refuses refused".split()
)
"""Verbs whose object is somebody, not a place."""

_DEALINGS = (
    "offer owe loan promise award congratulate applaud ridicule taunt insult offend humiliate scorn shame flatter court resent envy "
    "respect obey follow imitate restrain compensate reimburse refund bankroll finance assist rescue reward betray ignore consult brief "
    "query question pester scare frighten bully blackmail coerce outmanoeuvre outflank overrule sideline placate mollify soothe antagonise "
    "antagonize alienate absolve exonerate excuse chide berate censure castigate lambast fault suspect dislike detest despise loathe want "
    "expect allow entreat beseech implore instruct order advise push nudge goad tempt entice bribe supply resupply favour favor endorse "
    "defend vindicate charge fine tax suspend greet welcome salute honour honor caution enable prompt curse bless assail fault credit contradict phone "
    "telephone isolate disavow admire compliment oblige delight dare brand spare pester court link upbraid"
).split()
_IRREGULAR_DEALINGS = frozenset(
    "give gives gave given giving send sends sent sending sell sells sold selling lend lends lent lending pay pays paid paying repay repays repaid "
    "repaying let lets letting calls calling fight fights fought fighting forgive forgives forgave forgiven forgiving deny denies denied denying grant "
    "grants granted granting hand hands handed handing teach taught mislead misled beg begs begged begging arms arming rearm rearms rearmed suing "
    "slamming snubbed snubbing defying deter deters deterred deterring expel expels expelled expelling equip equips equipped equipping prod prods "
    "prodded prodding counsel counsels counselled counselling".split()
)
DEALING_VERBS = OBJECT_VERBS.union(
    _IRREGULAR_DEALINGS,
    (form(verb) for verb in _DEALINGS for form in (str, _third, _past, _participle)),
)
"""Verbs before which a capital is its government, also where they ask for a second object: "offered Lima a loan"."""

AWAY = frozenset(
    "visit visited visiting visits left leave leaving reach reached reaching tour toured enter entered entering shell "
    "shelled bomb bombed bombing capture captured capturing seize seized besiege besieged surround surrounded liberate "
    "liberated flee fled occupy occupied flooded".split()
)
"""Verbs whose object is a place."""


PLACE_VERBS = frozenset(
    "shell shells shelled shelling besiege besieges besieged besieging flee flees fled fleeing tour tours toured touring occupied liberated liberating evacuated "
    "evacuating".split()
)
"""Such of them as are not said of a person."""

JOINING = frozenset(
    "and or but nor to for of in on at by with from as about after before over against than that which who when while if because since until "
    "during despite without under into not also never again already still now then soon even only both all itself neither no".split()
)
"""Behind a name they begin something else, where another small word may go on with it: "Lima hotels"."""


def goes_on(words: Sequence[str]) -> bool:
    """Whether a name with these words right behind it only tells which of something: "Lima hotels", "Senate approval".

    Examples:
        >>> [goes_on(words.split()) for words in ("hotels refused", "refused", "and others")]
        [True, False, False]
    """
    first = words[0] if words else ""
    return first.isalpha() and first.islower() and first not in JOINING and not begins_with_verb(words)


def begins_with_verb(words: Sequence[str]) -> bool:
    """Whether a finite verb comes first, or behind adverbs and a day: what stands before is a subject.

    Examples:
        >>> [begins_with_verb(words.split()) for words in ("also refused", "on Friday told", "hotels refused", "is hot")]
        [True, True, False, False]
    """
    words = _behind_adverbs(words)
    if not words:
        return False
    verb, behind = words[0].lower().replace("’", "'"), words[1].lower() if len(words) > 1 else ""
    if verb in BE:
        return behind not in PLACE_STATES
    return verb in FINITE or _is_past(verb)


def acts(words: Sequence[str]) -> bool:
    """Whether what somebody does, and no thing, comes first or behind adverbs: a noun that is a party too is the party there.

    Examples:
        >>> [acts(words.split()) for words in ("would not sue", "demands answers", "demands grew", "costs rose", "is cheap")]
        [True, True, False, False, False]
    """
    words = _behind_adverbs(words)
    helped = bool(words) and words[0].lower().replace("’", "'") in _AUXILIARIES
    if helped:
        words = _behind_adverbs(words[2:] if words[1:2] == ["not"] else words[1:])
    if not words or words[0].lower() in _OF_THINGS:
        return False
    verb, behind = words[0].lower(), words[1:2]
    if _is_past(verb):
        return not {"by", "from"}.intersection(behind)
    if helped:
        return verb in FINITE | DEALING_VERBS or verb in _BASES
    # "demands grew", but not "demands answers"
    noun = begins_with_verb(behind) and (behind[0] in BE | _AUXILIARIES or not behind[0].endswith("s"))
    return verb in FINITE and not noun


def _behind_adverbs(words: Sequence[str]) -> list[str]:
    """The words without adverbs and a day before them."""
    words = list(words)
    for _ in range(3):
        if words and (words[0].lower() in ADVERBS or words[0].lower().endswith("ly")):
            words = words[1:]
        elif len(words) > 1 and words[0] == "on" and words[1] in DAYS:
            words = words[2:]
        elif words and words[0] in DAYS:
            words = words[1:]
    return words


def _is_past(verb: str) -> bool:
    return verb.endswith("ed") and len(verb) > 3 and verb not in NO_PASTS
