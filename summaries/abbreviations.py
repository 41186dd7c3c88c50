"""Words that end in a full stop without ending a sentence, by language.

`TITLES` are followed by a name or a number and never end a sentence. `SHORT_FORMS` may: then the next word decides (a
function word such as "The" opens a new sentence, a name goes on). `ENDERS` stand behind what they belong to ("etc.", "5
тыс."), so that any capital after them opens a sentence. Letters alone and dotted letters ("U.S.", "a.m.",
"z. B.") are recognised by their shape and don't stand here.
"""

_WESTERN_TITLES = "dr prof mr mrs ms no nr vs fig vol"
_MONTHS_EN = "jan feb mar apr jun jul aug sep sept oct nov dec"

TITLES: dict[str, str] = {
    "en": f"{_WESTERN_TITLES} messrs mme mlle rev hon pres gov lt col gen maj capt sgt cpl pvt cmdr adm sen rep "
    f"reps sens "
    "supt det insp fr ft mt art sec pp eg ie cf viz ca approx",
    "de": "dr prof hr fr frl nr st vgl bzw ca evtl ggf inkl sog geb gest abs art bd dipl ing jr kath evang max min "
    "tel "
    "zzgl abzgl exkl fa fam bhf hbf hll frhr geb rd mio mrd str hl gegr verh vs jhd jh",
    "fr": "m mm mme mmes mlle mlles dr pr me mgr st ste art av bd chap cf env ex fig hab no p pp tél vol vs",
    "es": "ee sr sra sres srta d dña dr dra prof gral cnel cap tte lic ing arq mons ud uds av avda núm nº pág págs tel "
    "vol "
    "art cf aprox st sta sto vs",
    "pt": "sr sra srs dr dra prof profa eng gen cel cap d av núm nº pág tel vol art cf aprox st sto sta exmo exma vs",
    "it": "sig sigg dott prof avv ing arch on gen col cap rag geom mons don san s art cfr fig n num pag pagg tel "
    "vol v vs",
    "nl": "dhr mevr mw dr drs ir ing mr prof jhr st nr art blz bijv ca cf evt fig incl excl max min tel vgl vs zgn "
    "m.b.t",
    "sv": "dr prof nr st art bl bl.a ca dvs fr.o.m t.o.m jfr kap kl max min resp s s.k sid t.ex tel vs gen",
    "da": "dr prof nr s st art kap bl.a ca d.v.s f.eks jf kl maks min tlf hr fr vs",
    "no": "dr prof nr s st art kap bl.a ca dvs f.eks jf kl maks min tlf hr fr vs",
    "fi": "dr prof nro ks esim mm ns s puh vrt vt klo tri",
    "pl": "dr prof bryg dyw hab tab inż mgr ks św gen płk mjr kpt por ppor red nr ul al pl os woj pow gm m.in tzw tzn "
    "np ok godz "
    "zob pt im ww wg abp bp o s str tel art ust poz pkt",
    "cs": "dr mgr ing prof doc judr mudr phdr rndr bc gen plk mjr kpt por sv č čp str tel tj tzv tzn např popř resp "
    "cca "
    "ul nám odst pan p s",
    "sk": "dr mgr ing prof doc judr mudr phdr rndr bc gen plk mjr kpt por sv č str tel tj tzv tzn napr popr resp "
    "cca ul "
    "nám ods p s",
    "sl": "dr mag prof inž sv št str tel tj t.i npr oz ul g ga gdč",
    "hr": "dr mr prof ing sv br str tel tj tzv npr odn ul g gđa gosp",
    "sr": "др проф инж св бр стр тел тј тзв нпр ул г гђа dr mr prof ing sv br str tel tj tzv npr odn ul g",
    "bg": "д-р проф доц инж св бр стр тел т.нар напр ул бул г-н г-жа гр с ген",
    "ru": "гр д доц акад проф ген см ср ст стр тел т тт ул пр просп пер пл им обл кв корп о об рис "
    "табл гл напр т.е т.н т.к св пос дер г-н г-жа ок п пп ч чл мин макс",
    "uk": "гр д доц акад проф ген див ст стор тел т тт вул пр просп пров пл ім обл кв корп о об рис табл "
    "гл напр т.зв св с смт пос бл п пп ч мін макс бул м",
    "ro": "dl dna dra dr prof ing gen col av art alin lit nr pag str tel vol cca bd sf",
    "hu": "dr prof ifj id özv st sz kb pl ún ill tel u szt",
    "tr": "dr prof doç yrd av sn no bkz yy örn tel cad sok mah apt alb org gen tuğg",
    "el": "κ κκ κος κα δρ καθ αρ σελ τηλ βλ πρβλ δηλ λ.χ π.χ π.Χ μ.Χ στρ αγ οδ λεωφ τ",
    "ca": "sr sra dr dra prof gral cap av núm pàg tel vol art cf aprox st sta",
    "id": "dr drs ir prof h hj kh tn ny no jl jend kol let kapt hlm tgl dsb dst pt tbk cv ud",
    "lt": "dr prof doc inž šv nr psl tel pvz t.y pr al",
    "lv": "dr prof doc inž sv nr lpp tālr piem t.i g",
    "et": "dr prof nr lk tel nt jne st s.o u ca",
    "vi": "ts ths pgs gs bs ths tp tr q p",
    "hi": "डॉ श्री प्रो पं कु",
    "bn": "ড মো ডা প্রফে",
    "is": "dr prof nr kl ca t.d þ.e m.a bls gr tbl sk",
    "sw": "dkt prof bw mh mhe",
    "be": "гр д акад праф ген див ст стар тэл вул пр пл вобл акр о мал табл гл св г-н г-жа п ч",
    "mk": "д-р проф инж св бр стр тел т.н т.е на.пр ул бул г г-ѓа",
}

# near relatives that share their abbreviations
RELATIVES = {"ms": "id", "bs": "hr", "af": "nl", "gl": "pt", "lb": "de", "nn": "no", "nb": "no", "mr": "hi", "ne": "hi"}

SHORT_FORMS: dict[str, str] = {
    "en": f"{_MONTHS_EN} mon tue tues wed thu thur thurs fri inc corp ltd co bros llc plc jr sr esq etc al st ave "
    f"blvd rd dept "
    "univ assn intl est ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont "
    "neb nev "
    "okla ore pa tenn tex va vt wash wis wyo dist ed eds",
    "de": "jan feb mär apr jun jul aug sep sept okt nov dez mo di mi do fr sa so usw etc co gmbh uvm uva",
    "fr": "janv févr avr juil sept oct nov déc etc cie",
    "es": "ene feb mar abr may jun jul ago sept oct nov dic etc cía ee.uu",
    "pt": "jan fev mar abr mai jun jul ago set out nov dez etc cia ltda",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic ecc etc",
    "nl": "jan feb mrt apr jun jul aug sep sept okt nov dec enz etc",
    "sv": "jan feb mars apr jun jul aug sept okt nov dec osv m.m etc",
    "da": "jan feb apr jun jul aug sept okt nov dec osv mv m.m mio mia etc kr pct",
    "no": "jan feb apr jun jul aug sept okt nov des osv m.m mill mrd etc kr",
    "fi": "tammik jne yms ym milj mrd",
    "pl": "itd itp etc zł tys mln mld proc r",
    "cs": "atd apod aj tis mil mld kč etc",
    "sk": "atď apod tis mil mld etc",
    "sl": "itd ipd tis mio etc",
    "hr": "itd tis mil mlrd etc",
    "sr": "итд тис мил итп itd tis mil etc",
    "bg": "т.н др лв хил млн млрд г",
    "ru": "г гг р руб коп др т.д т.п тыс млн млрд трлн янв фев февр мар апр июн июл авг сен сент окт ноя нояб дек",
    "uk": "г р рр грн коп т.д т.п тис млн млрд трлн ін січ лют бер квіт трав черв лип серп вер верес жовт лист груд",
    "ro": "ian feb mar apr iun iul aug sept oct noi dec etc",
    "hu": "jan febr márc ápr máj jún júl aug szept okt nov dec stb",
    "tr": "ltd şti vs",
    "el": "ιαν φεβ μαρ απρ ιουν ιουλ αυγ σεπ οκτ νοε δεκ κλπ κ.λπ κ.ά χιλ εκ",
    "ca": "gen febr març abr maig jul ag set oct nov des etc",
    "id": "jan feb mar apr jun jul agu sep okt nov des",
    "lt": "g m d mėn proc",
    "is": "jan feb mar apr jún júl ágú sep okt nóv des",
    "be": "г гг р руб",
    "mk": "г",
}

# "and so on", and what is counted: money, thousands, hours
ENDERS: dict[str, str] = {
    "en": "etc",
    "fr": "etc",
    "es": "etc",
    "pt": "etc",
    "it": "ecc etc",
    "ca": "etc",
    "ro": "etc",
    "nl": "enz etc",
    "sv": "osv etc kr",
    "da": "osv etc kr mio mia",
    "no": "osv etc kr mill mrd",
    "fi": "jne yms milj mrd",
    "et": "jne",
    "is": "o.s.frv kr",
    "pl": "itd itp zł tys mln mld proc",
    "cs": "atd apod kč tis mil mld hod",
    "sk": "atď apod tis mil mld hod",
    "sl": "itd ipd",
    "hr": "itd tis mil mlrd",
    "sr": "итд тис мил itd tis mil",
    "bg": "др лв хил млн млрд ч",
    "ru": "т.д т.п руб коп тыс млн млрд трлн",
    "uk": "т.д т.п грн коп тис млн млрд трлн",
    "be": "т.д т.п руб тыс млн млрд",
    "hu": "stb",
    "tr": "vb vd vs",
    "el": "κλπ κ.λπ",
    "id": "dll dkk",
    "vi": "v.v",
    "lt": "t.t proc",
    "lv": "u.c u.tml",
}

# "5 p.m. Monday", "5 a.m. Eastern": what goes on with a capital after the hour in English
_AFTER_HOURS = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
eastern central mountain pacific atlantic greenwich utc gmt bst et est edt ct cst cdt mt mst mdt pt pst pdt cet cest eet
ist jst aest
"""
AFTER_HOURS = frozenset(_AFTER_HOURS.split())

# "No. 5.": the number behind them is no ordinal
_NUMBERED = "no nr nº núm br бр č čp št nos č.p str с s бл"
NUMBERED = frozenset(_NUMBERED.split())

# a small number and a full stop stand for an ordinal or a date here: "am 24. Februar"
_ORDINAL_LANGUAGES = "de da no fi cs sk sl hr sr hu pl et lv tr is"
ORDINAL_LANGUAGES = frozenset(_ORDINAL_LANGUAGES.split())
