// The menu of a group, a channel, a forum and its topics.

import { addPerson, showPeople } from "./people.js";
import { isAdmin, isAnonymous } from "./rights.js";

/**
 * @param {{store: Store, actions: Object, button: HTMLElement, topic: Object|null}} parts `topic` is the open one
 * @returns {Array} items for menu.js
 */
export function groupItems(parts) {
  const { store, topic } = parts;
  const { chat } = store;
  const admin = isAdmin(chat, store.user.id);
  return [
    ...(topic && admin ? topicItems(topic, parts) : []),
    chat.is_forum && { label: "New topic", icon: "plus", act: () => parts.actions.newTopic() },
    { label: "Members", icon: "group", act: () => showPeople(parts) },
    ...(admin ? adminItems(parts) : []),
    { label: chat.type === "channel" ? "Leave the channel" : "Leave the group", icon: "leave", danger: true, act: () => parts.actions.leave() },
  ];
}

function adminItems(parts) {
  const { store, actions } = parts;
  const { chat, user } = store;
  const isGroup = chat.type !== "channel";
  const quiet = chat.permissions?.can_send_messages === false;
  const anonymous = isAnonymous(chat, user.id);
  return [
    { label: "Add somebody", icon: "plus", act: () => addPerson(parts) },
    isGroup && {
      label: quiet ? "Let everybody write" : "Only admins write",
      icon: "block",
      act: () => actions.permit({ can_send_messages: quiet }),
    },
    chat.type === "supergroup" && {
      label: anonymous ? "Write as yourself" : "Write anonymously",
      icon: "user",
      act: () => actions.setAnonymous(!anonymous),
    },
    chat.type === "group" && { label: "Upgrade to a supergroup", icon: "group", act: () => actions.migrate() },
    chat.type === "group" && { label: "Turn topics on", icon: "menu", act: () => actions.migrate({ forum: true }) },
    ...botItems(chat, store.me, actions),
  ];
}

function botItems(chat, bot, actions) {
  if (chat.blocked) return [{ label: "Add the bot again", icon: "plus", act: () => actions.addBot() }];
  const admin = isAdmin(chat, bot.id);
  return [
    chat.type !== "channel" && {
      label: admin ? "Take the bot's admin rights" : "Make the bot an admin",
      icon: "user",
      act: () => actions.promote(bot.id, admin ? "member" : "administrator"),
    },
    { label: "Remove the bot", icon: "trash", danger: true, act: () => actions.removeBot() },
  ];
}

function topicItems(topic, { actions }) {
  return [
    { label: "Rename the topic", icon: "edit", act: () => actions.renameTopic(topic) },
    {
      label: topic.closed ? "Open the topic again" : "Close the topic",
      icon: "block",
      act: () => actions.closeTopic(topic, !topic.closed),
    },
    { label: "Delete the topic", icon: "trash", danger: true, act: () => actions.deleteTopic(topic) },
  ];
}
