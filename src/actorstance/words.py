"""Words that names are made of or stand beside, and those of the language, which are no names."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

TITLES = frozenset(
    "Mr Mrs Ms Miss Dr Prof Professor Sen Senator Rep Representative Gov Gen General Col Colonel Capt Captain Lt "
    "Lieutenant Sgt Sergeant Maj Major Coach Judge Justice Sir Dame Lord Lady Rev Reverend Father Sister Brother Rabbi "
    "Imam Sheikh Brigadier Detective Inspector Officer Congressman Congresswoman Bishop Archbishop Cardinal Admiral Adm Pastor Dem Sens Reps Pres "
    "Senators Representatives Congressmen Governors Mayors Presidents Ministers Judges Justices Bishops Brig Insp Supt Cpl Pvt Pte Cllr Hon Smt Engr Shri "
    "Baroness Taoiseach DCI DI Det PC QC KC Alhaji Maulana Mullah Chairperson Trooper Deputies Superintendent Constable Monsignor Msgr Tánaiste".split()
)
"""Titles that stand before a person's name and never before a country's."""

SEXES = {
    **dict.fromkeys("Mr Sir Lord King Prince Congressman Shri".split(), "man"),
    **dict.fromkeys("Mrs Ms Miss Lady Dame Queen Princess Baroness Congresswoman Smt".split(), "woman"),
}
"""Titles that tell a man from a woman of his surname."""

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
    "Chairwoman Chair Commissioner Ambassador Envoy Spokesman Spokeswoman Leader Director Chief CEO CFO COO MP MEP MSP MPs MEPs MSPs "
    "Congressman Congresswoman Attorney Judge Justice Coach Professor Archbishop Commander Lawmaker Councillor Treasurer Sheriff Counsel Solicitor Officer Constable Superintendent".split()
)
"""Offices that part a body or place before them from who holds them behind: "Texas Governor Ana Ruiz"."""

RANKS = frozenset(
    "Grand Human Medical Urban Rural Social Digital First Rear Home State Labor Labour Housing Transport Transportation Judiciary Agriculture Environment Treasury Commerce Homeland Security Interior Pensions Democratic Majority Minority Assistant Special Senior District City County".split()
)
"""What belongs to an office right behind it: "First Minister", "Home Secretary"."""

PORTFOLIO_OFFICES = frozenset("Minister Secretary Undersecretary Commissioner".split())
"""Offices that are for something: "Secretary of State", "Emergency Management Minister"."""

GENERAL = frozenset(
    "Supreme High Federal National Constitutional Electoral Election Royal State Public Appeal Appeals Air Coast Border Armed Security "
    "Intelligence Lower Upper Green Conservative Republican Liberal Socialist Communist Nationalist".split()
)
"""What bodies of many countries are called by before their last word: "Supreme Court", "Green Party"."""

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
    "Watch Initiative Campaign Center Centre Service Services Treasury Directorate Inspectorate Secretariat "
    "Republic Kingdom Bloc Pact Mission Academy Museum University College School Hospital Team United FC "
    "Consortium Diocese Archdiocese Legion Lobby Workers Democrats Republicans Socialists Liberals Greens Conservatives Communists Nationalists Rebels".split()
)
"""Last or first words of what bodies are called."""

COLLEGES = frozenset("College University School Hospital".split())
"""Bodies that may have their town behind their name: "Trinity College Dublin"."""

SAINTS = frozenset(("St", "St.", "Saint"))
"""What stands before the name of one to whom a body is dedicated: "St Mary's Hospital"."""

SOCIETIES = frozenset(
    "Union League Association Federation Confederation Foundation Society Guild Alliance Club Church Institute Academy Company Group Corporation Airlines "
    "Brotherhood Syndicate Party Movement Front Corp Network Trust Committee Times Herald Post Tribune Gazette Chamber Congress".split()
)
"""What bodies are called that a country may be named in without acting by them, as it does by its ministries."""

STATE_BODIES = frozenset(
    "Ministry Department Court Parliament Senate Assembly House Cabinet Treasury".split()
)
"""Such bodies as a country acts by itself, so that its name stands beside theirs: "Polish Labour Ministry"."""

FIELDS = frozenset(
    "NHS Rugby Football Cricket Hockey Tennis Golf Basketball Netball Swimming Athletics Cycling Boxing Rowing Soccer Gymnastics Sport Sports Coal Steel Water "
    "Finance Health Age Police Radio Energy Export Rail Transport Universities Electronics Motor Cloud Systems Technologies Pictures Studios Securities".split()
)
"""What bodies and companies are called after, beside a country or a company: "Rugby Australia", "UK Finance", "Google Cloud"."""

MUNICIPAL = frozenset("City Port County Borough Town State Province".split())
"""What a place is called that acts, before "of" and its name: "the City of Norvik sued"."""

CARRIERS = frozenset(
    "Airlines Airways Railways Telecom Watch Times Herald Tribune Gazette Navy Army Police Legion".split()
)
"""Such of them as are no body by themselves, but behind a country's name: "China Airlines"."""

STATES = frozenset(
    "Republic Kingdom Rebels Workers Democrats Republicans Socialists Liberals Greens Conservatives Communists Nationalists".split()
)
"""Such words of bodies as a country behind them does not go on with: it is the country by itself, or a place."""

CONTESTS = frozenset(
    "Olympic Olympics Paralympic Asian Commonwealth Winter Summer Hunger Invictus Maccabiah Pan-American European African Mediterranean World "
    "National SEA Youth Highland Goodwill Gay Solidarity Island Pacific Military Police Masters Student University Squid The These Video War Board Card "
    "Computer Mind Head Opening Closing Final Home Away Playoff Bowl Day Night".split()
)
"""What stands before "Games" that are played."""

ORIGINS = ("based", "born", "educated", "raised", "made", "built", "speaking", "language")
"""What stands behind a hyphen and a place's or people's name that is no actor there: "Brussels-based"."""

KIND_HEADS = {
    "company": frozenset(
        "Company Corporation Corp Inc Ltd Holdings Group Co AG SE PLC LLC GmbH Limited".split()
    ),
    "party": frozenset(["Party"]),
    "ministry": frozenset(["Ministry"]),
    "media": frozenset("Agency News Newspaper Radio Television".split()),
    "military": frozenset("Army Force Forces Militia".split()),
}
"""What a body of a kind is called anyway: "Acme Corp" is Acme."""

PARTIES = frozenset(
    "Democrats Republicans Socialists Liberals Greens Conservatives Communists Nationalists Centrists Populists Labour Labor".split()
)
"""What parties are called by their members or cause; small, or at the beginning of a sentence, they may be none."""

OWN_POSSESSIVES = frozenset(
    "McDonald's Poor's Moody's Lloyd's Sainsbury's Macy's Kohl's Wendy's Levi's Domino's Christie's Sotheby's Kellogg's Lowe's "
    "Denny's Hershey's Jerry's Nando's Waterstone's".split()
)
"""Companies whose names end like a possessive."""

MONTH_NAMES = frozenset("April May June August".split())
"""Given names that are months too."""

GIVEN_WORDS = frozenset(
    "Will Bill Mark Al Art Jack Hope Grace Faith Joy Rose Rich Frank Sue Pat Chase Drew Dawn Grant Miles Max Ray Chuck Buck Rob Rod "
    "Nick Guy Gene Earl Duke Lance Cliff Dale Glen Wade Heather Holly Hazel Ivy Lily Daisy Violet Ruby Amber Crystal Pearl Jade Iris Olive "
    "Christian Victor Angel Gift Blessing Summer Autumn Robin Sandy Rusty Dean Clay Carol Eve Constant Sterling".split()
)
"""Given names that are words of the language too."""

SURNAME_WORDS = frozenset(
    "Archer Baker Barr Bell Bishop Black Blunt Bond Booker Bowers Brown Burns Bush Butler Carter Carver Chambers Chase Childers Collins "
    "Connelly Connolly Conyers Cook Cooper Cotton Crane Daly Day Donnelly Drake Evers Finch Fisher Ford Fox Frost Gardner Gates Gray Green Grey "
    "Grimes Harper Hayes Heath Hill Hogan Holder Holmes Hughes Hunter Jeffers King Knight Lamb Landers Marsh Marshall Mason Meyers Miller Moody "
    "Moore Myers Noble Page Parker Paul Penny Perry Peters Pike Piper Poole Porter Potter Price Reed Reilly Rice Rich Rodgers Rogers Rose Rush "
    "Sanders Saunders Savage Sawyer Sayers Sessions Sharp Shepherd Short Singer Steele Stern Strange Sturgeon Summers Swan Swift Tanner Taylor "
    "Temple Travers Turner Tyler Underwood Vickers Walker Walters Ward Warren Weaver Webster Wheeler Wise Wolf Young".split()
)
"""Surnames that are words of the language, or end as its plurals and adverbs do."""

EVENTS = frozenset(
    "War Agreement Treaty Accord Accords Convention Act Law Bill Declaration Protocol Summit Cup Games Prize Award Day Week "
    "Festival Olympics Championship Championships Street Avenue Road Square River Lake Sea Ocean Bay Valley Island Islands Mountain "
    "Mountains Desert Airport Bridge Canal Strait Gulf Peninsula Province County District Palace Tower "
    "Constitution Revolution Code Report Article Chapter Resolution Operation Highway Park Hotel Station Port "
    "Stadium Marathon Prix Bowl Trophy Awards Amendment Abbey Century Dam Mine Plaza Coast Hills Basin Delta Plateau Forest Belt Charter Anthem".split()
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

OPENERS = frozenset(
    "the a an this that these those its his her their our my your no some after although and as at because before but by during earlier "
    "even for from how however if in later meanwhile now on only or since so still then to today under when whereas while why with "
    "yesterday yet".split()
)
"""First words of sentences that belong to no name, not even to a body's."""

PARTICLES = frozenset(
    "de van von der wa arap den del della delle degli da das do dos di du des la le les el los las al bin ibn ben y e por para zu zur zum am im ter ten".split()
)
"""What stands small between the names of a person."""

NOBLE = frozenset("von van bin ibn".split())
"""Such particles as may also begin what a person is called by: "von der Leyen", "bin Laden"."""

SMALL = PARTICLES | frozenset(
    "a an the and or but as at by for from in of on over to up with after s t vs".split()
)
"""What headlines write small."""

JUNIOR = frozenset("Jr Sr Junior Senior II III".split())
"""What stands behind a surname and makes it another's."""

LINKS = frozenset("of for the".split())
"""What stands small between the words of a body's name."""

CHAMBERS = frozenset("Congress Parliament Senate Cabinet Assembly Treasury".split())
"""Bodies that are names where they have a possessor, act, or are dealt with: "Peru’s Congress", "asked Congress"."""

LANDFORMS = frozenset(
    "Lake Mount River Cape Hurricane Cyclone Typhoon Storm Highway Route Operation Title".split()
)
"""First words of what is no actor."""

NO_ACRONYMS = frozenset(
    "TV AM PM CEO CFO GDP DNA HIV AIDS COVID USD EUR II III IV VI VII VIII IX XI XII OK PR IT ID MP MPs MEP MEPs SUV ATM GPS God".split()
)
"""What is in capitals, or has one, and is no actor."""

THINGS = frozenset(
    "AI VR TB CCTV CPI ET PTSD IOU IOUs MLA MLAs CFA Covid Ebola Brexit Partygate Watergate Oscar Oscars Grammys Nobel Dow Nasdaq FTSE Bitcoin Internet "
    "Mum Mom Dad Grandma Grandpa Allah Islam Christianity Judaism Muslim Muslims Hindu Hindus Jew Jews Jewish Christian Christians Catholic "
    "Catholics Protestant Protestants Buddhist Buddhists Latino Latinos Hispanic Hispanics Victorian Soviet Nordic Earth Michaelmas Diwali "
    "iPhone iPhones iPad iPads iPod iMac iCloud iTunes iPlayer Eid Eve Embassy Investors Traders Wis Ill Calif Tenn Fla Ariz Colo Conn".split()
)
"""What has a capital and is no actor: things, faiths and their people, feasts, states cut short."""

PREFIXES = frozenset("anti pro non ex post pre mid self co".split())
"""What stands before a hyphen and is no word by itself."""

NO_INITIALS = frozenset("D.C U.S U.N U.K E.U L.A N.Y N.J N.C S.C N.H N.M R.I S.D N.D P.M A.M B.C".split())
"""What looks like the initials of a person."""

SHORT_SURNAMES = frozenset("Xi Li Hu Wu Xu Yu Lu Ng Qi".split())
"""Names of two letters; others are none."""

TRADES = frozenset(
    "Billionaire Millionaire Tycoon Striker Filmmaker Presenter Footballer Singer Rapper Actor Actress Comedian Novelist Author Poet Journalist Reporter Columnist "
    "Historian Economist Lawyer Activist Environmentalist Businessman Businesswoman Entrepreneur Pollster Strategist Analyst Pianist Composer Dissident Banker "
    "Investor Blogger Broadcaster Astronaut Boxer Cricketer Midfielder Goalkeeper Winger Defender Captain Biologist Beekeeper Cartoonist Herder Whistleblower "
    "Lobbyist Campaigner Philanthropist Playwright Painter Photographer Architect Chemist Physicist Engineer Farmer Fisherman Teacher Nurse Surgeon Pastor "
    "Priest Cleric Monk Critic Editor Publisher Librarian Sculptor Soprano Tenor Violinist Choreographer".split()
)
"""What somebody is by calling: "Tycoon Ana Ruiz"."""

STAFF = frozenset(
    "analysts economists strategists academics researchers scientists scholars experts pilots executives engineers employees lawyers directors "
    "shareholders investors".split()
)
"""Who acts for a body at which he is, where others only stand: "Analysts at Tesk", but not "Fans at Norvik"."""

CALLINGS = ("ist", "ian", "er", "or", "man", "woman", "eer")
"""How words end that tell what somebody is by calling."""

PLURALS = ("ists", "ors", "ers", "ents", "ies", "ants", "ments", "ions")
"""How words end that are plurals and no names where they open a sentence."""


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Words that open sentences without being names."""
    return _listed("common_words.txt")


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
    return _listed("small_words.txt")


def _listed(name: str) -> frozenset[str]:
    content = resources.files("actorstance").joinpath(name).read_text(encoding="utf-8")
    return frozenset(
        word for line in content.splitlines() if not line.startswith("#") for word in line.split()
    )
