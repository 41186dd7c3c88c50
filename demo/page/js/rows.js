// From messages to the rows of a conversation: days, runs of one sender, albums, service lines. Pure.

import { dateOf, dayKey, dayText } from "./format.js";

const RUN_SECONDS = 600;

/**
 * @param {Object[]} messages Bot API messages, oldest first
 * @param {{now: Date, unreadFrom: number|null}} context `unreadFrom` is the message above which "New messages" stands
 * @returns {Object[]} rows `{key, kind, …}` of the kinds day, unread, service and message; a message row has all the
 *   `messages` of its album, and `first`/`last` say where its sender's run begins and ends
 */
export function rowsOf(messages, { now, unreadFrom }) {
  const rows = [];
  let day = null;
  for (const message of messages) {
    const date = dateOf(message.date);
    if (dayKey(date) !== day) {
      day = dayKey(date);
      rows.push({ key: `day:${day}`, kind: "day", label: dayText(date, now) });
    }
    if (unreadFrom !== null && message.message_id === unreadFrom) rows.push({ key: "unread", kind: "unread" });
    addMessage(rows, message);
  }
  return rows;
}

function addMessage(rows, message) {
  const text = serviceText(message);
  if (text) {
    rows.push({ key: String(message.message_id), kind: "service", messages: [message], text });
    return;
  }
  const previous = rows.at(-1);
  const follows = previous?.kind === "message" && sameRun(previous.messages.at(-1), message);
  if (follows && message.media_group_id && previous.messages[0].media_group_id === message.media_group_id) {
    previous.messages.push(message);
    return;
  }
  if (follows) previous.last = false;
  rows.push({
    key: message.key ?? String(message.message_id),
    kind: "message",
    messages: [message],
    first: !follows,
    last: true,
  });
}

/** The forum topic a message stands in, 0 for none: a chain of replies has a thread, too. */
export const topicOf = (message) => (message.is_topic_message ? message.message_thread_id : 0);

/** What a message really answers: in a topic all look like replies to its first message. */
export const repliedBy = ({ reply_to_message: replied }) => (replied?.forum_topic_created ? null : replied);

const senderKey = (message) => (message.out ? "me" : String((message.sender_chat ?? message.from)?.id));
const sameRun = (earlier, later) =>
  senderKey(earlier) === senderKey(later) &&
  topicOf(earlier) === topicOf(later) &&
  earlier.via_bot?.id === later.via_bot?.id &&
  later.date - earlier.date < RUN_SECONDS;

export const nameOf = (user) => [user?.first_name ?? user?.title, user?.last_name].filter(Boolean).join(" ");

const SERVICES = {
  pinned_message: (who, pinned) => `${who} pinned “${shorten(previewText(pinned), 40)}”`,
  new_chat_members: (who, members) => `${members.map(nameOf).join(", ")} joined the group`,
  left_chat_member: (who, member, by) =>
    by === undefined || by === member.id ? `${nameOf(member)} left the group` : `${who} removed ${nameOf(member)}`,
  new_chat_title: (who, title) => `${who} changed the name to “${title}”`,
  group_chat_created: (who) => `${who} created the group`,
  supergroup_chat_created: (who) => `${who} created the group`,
  channel_chat_created: () => "Channel created",
  migrate_to_chat_id: () => "The group was upgraded to a supergroup",
  migrate_from_chat_id: () => "The group was upgraded to a supergroup",
  forum_topic_created: (who, topic) => `${who} created the topic “${topic.name}”`,
  forum_topic_edited: (who, topic) => `${who} renamed the topic to “${topic.name}”`,
  forum_topic_closed: (who) => `${who} closed the topic`,
  forum_topic_reopened: (who) => `${who} opened the topic again`,
  message_auto_delete_timer_changed: (who) => `${who} changed the auto-delete timer`,
};

/** What a service message says, or null for a message that somebody wrote. */
export function serviceText(message) {
  const kind = Object.keys(SERVICES).find((name) => name in message && message[name]);
  return kind ? SERVICES[kind](message.out ? "You" : nameOf(message.from ?? message.chat), message[kind], message.from?.id) : null;
}

export const shorten = (text, length) => (text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text);

/** One line that stands for a message: in the list of chats, in a reply, in the pinned bar. */
export function previewText(message) {
  const service = serviceText(message);
  if (service) return service;
  const words = (message.text ?? message.caption ?? "").replace(/\s+/g, " ").trim();
  if (message.text) return words;
  if (message.photo) return words ? `🖼 ${words}` : "🖼 Photo";
  if (message.document) return `📎 ${message.document.file_name ?? "File"}`;
  if (message.location) return "📍 Location";
  return words || "Message";
}
