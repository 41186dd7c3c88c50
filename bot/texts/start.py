"""The welcome, the introduction in a group, and help."""

from markupsafe import Markup

from bot.i18n.texts import Texts, lines


def greeting(t: Texts) -> Markup:
    return t("<b>Hello! I bring you the news, short and true.</b>")


def welcome(t: Texts) -> Markup:
    about = t("Many outlets, each event told once, in their own words and with a link to where they stand.")
    return lines(greeting(t), about, "", t("What interests you? Tap to choose."))


def welcome_back(t: Texts) -> Markup:
    return lines(t("<b>Good to see you again.</b>"), t("Your topics are as you left them. Tap to change them."))


def greeting_group(t: Texts) -> Markup:
    return t("<b>Hello! I send this group a news digest, short and true.</b>")


def welcome_group(t: Texts) -> Markup:
    return lines(
        greeting_group(t),
        t("Which topics shall it tell? Admins tap to choose."),
    )


def welcome_runner(t: Texts) -> Markup:
    return lines(
        t("<b>Hello! You run this bot.</b>"),
        t(
            "There is nothing to follow yet: first comes a topic, then the feeds that it is told from. "
            "A starter pack brings both."
        ),
    )


def introduction(t: Texts) -> Markup:
    return lines(
        greeting_group(t),
        t(
            "An admin chooses what it tells: /topics, and when it comes: /schedule. "
            "Everybody may ask for /latest and /list."
        ),
    )


def group_start(t: Texts) -> Markup:
    return t("I send this group a news digest. Ask for /latest or /list; its admins choose with /topics and /schedule.")


def no_such_invitation(t: Texts, *, invited: bool) -> Markup:
    """`invited` where the link was an invitation to a private topic, which ends when a new one is made."""
    if invited:
        return t("This invitation is no longer good; ask for a new one. Here is what else there is:")
    return t("The topic of this link is no longer there. Here is what there is:")


def help_card(t: Texts, *, runs_it: bool) -> Markup:
    parts = [
        t("<b>I send you a short news digest at your hours.</b>"),
        "",
        t("<b>Your topics</b>"),
        t("/topics – choose what you follow"),
        t("/sub, /unsub – by name: {example}", example=Markup("<code>/sub science</code>")),
        t("/sub with a site's address – its news, too: {example}", example=Markup("<code>/sub example.org</code>")),
        t("/list – what you follow, your hours, your next digest"),
        t("/import, /opml – your feeds from a file, and into one"),
        t("/unsub_all – leave everything"),
        "",
        t("<b>Your digest</b>"),
        t("/latest – what is new now"),
        t("/schedule – when it comes: {example}", example=SCHEDULE_EXAMPLE),
        t("/quiet – hours in which nothing comes: {example}", example=Markup("<code>/quiet 22:00 07:00</code>")),
        t("/pause, /resume – a break, and on again: {example}", example=Markup("<code>/pause 3d</code>")),
        t("/filter – words you want, or not: {example}", example=Markup("<code>/filter ferry -football</code>")),
        t("/settings – length, picture, what is told at once"),
        "",
        t("<b>Stories</b>"),
        t("/search – by their words: {example}", example=Markup("<code>/search storm ferry</code>")),
        t("/saved – what you kept for later"),
        t("/taste – what your 👍 and 👎 do"),
        "",
        t("<b>Good to know</b>"),
        t("/lang – the language I speak"),
        t("/privacy – what I keep about you; /export, /delete_me"),
        t("/chats – set up a group or a channel from here"),
        "",
        t("Each sentence in a digest stands in an article exactly so. Tap it to read it there."),
    ]
    if runs_it:
        parts += [
            "",
            t("<b>You run this bot</b>"),
            t("/admin – topics, feeds, people, broadcasts"),
            t("/stats – its figures in pictures"),
        ]
    return lines(*parts)


SCHEDULE_EXAMPLE = Markup("<code>/schedule 07:30 18:00 Kyiv mon-fri</code>")
