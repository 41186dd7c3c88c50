"""Roles, settings and the list of changes: what owners give, what admins see, and what nobody else gets."""

import pytest

from bot.taps.admin.menu import AskRole, ResetOption, RevokeRoles, ShowOptions, ShowRoles
from storage import audit, roles
from storage.roles import Role


def rights(world, user_id):
    with world.database.read() as session:
        return roles.rights_of(session, user_id)


async def test_an_owner_makes_an_admin_by_number_and_takes_the_role_back(world, robin, sam):
    number = (await sam.ask("/id")).text
    assert str(sam.id) in number
    card = await robin.press(await robin.press(await robin.ask("/admin more"), "🗝 Roles"), "➕ An admin")
    assert card.text.startswith("Who shall be an admin?")
    assert "no user id" in (await robin.ask("Sam")).text
    assert "is an admin now" in (await robin.ask(str(sam.id))).text
    assert rights(world, sam.id).admin
    assert "Topics and feeds" in (await sam.ask("/admin")).text or "Welcome" in (await sam.ask("/admin")).text
    listed = await robin.ask("/admin roles")
    assert f"• {sam.id} · admin" in listed.text
    question = await robin.press(listed, f"✕ {sam.id}")
    assert "Take all roles" in question.text
    await robin.press(question, "Yes, remove")
    assert not rights(world, sam.id).any


async def test_an_editor_of_one_topic_is_named_with_it(world, robin, sam):
    world.add_topics("World", "Sea")
    assert "edits Sea now" in (await robin.ask(f"/admin grant {sam.id} sea")).text
    assert rights(world, sam.id).edits == {world.topics()[1].id}
    assert f"• {sam.id} · edits Sea" in (await robin.ask("/admin roles")).text
    assert "no topic called" in (await robin.ask(f"/admin grant {sam.id} gardening")).text


@pytest.mark.parametrize("written", ["0", "-5", "12x", "١٢", "9" * 40, "<b>"])
async def test_what_is_no_number_gives_no_role(world, robin, written):
    assert "no user id" in (await robin.ask(f"/admin grant {written}")).text


async def test_owners_cannot_be_removed_in_the_chat(world, robin):
    card = await robin.ask("/admin roles")
    assert await robin.forge(card, RevokeRoles(robin.id, True)) == (
        "Owners stand in the settings file; change NEWSDIGEST_ADMINS there."
    )
    assert rights(world, robin.id).owner


async def test_a_setting_holds_at_once_and_goes_back(world, robin):
    card = await robin.press(await robin.ask("/admin settings"), "digest_stories")
    assert "Now: 7" in card.text
    assert "please write" in (await robin.ask("many")).text.casefold()
    assert world.deps.settings.digest_stories == 7
    changed = await robin.ask("3")
    assert "• NEWSDIGEST_DIGEST_STORIES = 3" in changed.text
    assert world.deps.settings.digest_stories == 3
    card = await robin.press(changed, "digest_stories")
    await robin.press(card, "↺ As in the file")
    assert world.deps.settings.digest_stories == 7


async def test_settings_that_contradict_each_other_are_refused(world, robin):
    answer = await robin.ask("/admin set shortest_minutes 500")
    assert "NEWSDIGEST_SHORTEST_MINUTES" in answer.text
    assert world.deps.settings.shortest_minutes < 500


async def test_a_setting_that_is_no_setting_of_the_chat_stays_as_it_is(world, robin):
    before = world.deps.settings
    assert "Settings" in (await robin.ask("/admin set token 123:abc")).text
    assert world.deps.settings == before


async def test_changes_are_written_down_with_who_made_them(world, robin, sam):
    await robin.ask(f"/admin grant {sam.id}")
    await robin.ask("/admin set digest_stories 5")
    card = await robin.ask("/admin changes")
    assert "NEWSDIGEST_DIGEST_STORIES = 5" in card.text
    assert f"{robin.id} · {sam.id} is an admin" in card.text


async def test_older_changes_are_behind_a_button(world, robin):
    with world.database.write() as session:
        for number in range(70):
            audit.record(session, user_id=0, action="feed.add", subject=f"feed:{number}", now=world.clock())
    card = await robin.ask("/admin changes")
    assert "feed:69" in card.text
    assert "feed:10 " not in f"{card.text} "
    older = await robin.press(card, "Older ›")
    assert "feed:10" in older.text
    assert "Older ›" not in older.buttons


@pytest.mark.parametrize("tap", [ShowRoles(), AskRole(0), RevokeRoles(1, True), ShowOptions(), ResetOption("x")])
async def test_an_admin_is_no_owner(world, robin, sam, tap):
    with world.database.write() as session:
        roles.grant(session, sam.id, Role.ADMIN, now=world.clock())
    card = await sam.ask("/admin more")
    assert "🗝 Roles" not in card.buttons
    assert await sam.forge(card, tap) == "Sorry, that is for the people who run this bot."
    assert "people who run this bot" in (await sam.ask("/admin settings")).text


async def test_a_form_that_is_not_understood_shows_what_may_have_been_meant(world, robin, sam):
    assert (await robin.ask("/admin frobnicate")).text == (
        "I didn't understand that. By buttons: /admin – in words: /admin help"
    )
    assert "/admin settings" in (await robin.ask("/admin setings")).text
    with world.database.write() as session:
        roles.grant(session, sam.id, Role.ADMIN, now=world.clock())
    assert "/admin settings" not in (await sam.ask("/admin setings")).text
    assert "/admin rename World: Sea" in (await sam.ask("/admin renam World Sea")).text


async def test_all_forms_are_shown_to_those_who_may_use_them(world, robin, sam):
    assert "/admin set digest_stories 5" in (await robin.ask("/admin help")).text
    with world.database.write() as session:
        roles.grant(session, sam.id, Role.ADMIN, now=world.clock())
    shown = (await sam.ask("/admin help")).text
    assert "/admin add topic Technology" in shown
    assert "/admin set" not in shown
