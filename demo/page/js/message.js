// One message row: the bubble with what it carries, the inline keyboard below it, and its menu button.

import { h, hiddenText } from "./dom.js";
import { expand, isExpanded, isRevealed, renderText, reveal } from "./entities.js";
import { dateOf, fullText, timeText } from "./format.js";
import { icon } from "./icons.js";
import { inlineKeyboard } from "./inline-keyboard.js";
import { mediaOf } from "./media.js";
import { preview } from "./preview.js";
import { nameOf, previewText, repliedBy, shorten } from "./rows.js";
import { avatar } from "./avatar.js";

/**
 * @param {Object} row a message row of rows.js
 * @param {{isGroup: boolean, actions: Object, isTapPending: function(Object, string): boolean}} context
 */
export function messageRow(row, context) {
  const [message] = row.messages;
  const incoming = !message.out;
  const captioned = row.messages.find((one) => one.caption) ?? message;
  const bubble = h("div", { class: bubbleClass(row) }, bubbleParts(row, captioned, context));
  const name = incoming ? nameOf(message.sender_chat ?? message.from) : "You";
  return h(
    "article",
    {
      class: `row message ${incoming ? "in" : "out"}${row.first ? " first" : ""}${row.last ? " last" : ""}`,
      "aria-label": `${name}, ${timeText(dateOf(message.date))}`,
      dataset: { id: message.message_id ?? "" },
      oncontextmenu: (event) => context.actions.openMenu(event, message),
    },
    context.isGroup &&
      incoming &&
      (row.last ? avatar(message.sender_chat ?? message.from) : h("span", { class: "avatar-gap" })),
    h("div", { class: "column" }, bubble, inlineKeyboard(row.messages.at(-1), context)),
    menuButton(message, context),
  );
}

const isBare = (row) => row.messages.every((one) => one.photo && !one.caption && !one.reactions?.length);

function bubbleClass(row) {
  const [message] = row.messages;
  const media = row.messages.some((one) => one.photo || one.location);
  return [
    "bubble",
    media && "with-media",
    isBare(row) && "bare",
    message.pending && "pending",
    isJumbo(message) && "jumbo",
  ]
    .filter(Boolean)
    .join(" ");
}

/** One to three emoji and nothing else are shown large. */
const isJumbo = (message) => /^(?:\p{RGI_Emoji}){1,3}$/v.test(message.text ?? "") && !repliedBy(message);

function bubbleParts(row, captioned, context) {
  const [message] = row.messages;
  const meta = metaOf(row.messages.at(-1), context);
  const card = preview(message, context.actions);
  const reacted = Boolean(message.reactions?.length);
  const text = message.text ?? captioned.caption;
  const entities = message.text === undefined ? captioned.caption_entities : message.entities;
  const media = mediaOf(row.messages, context.actions);
  const cardAbove = message.link_preview_options?.show_above_text;
  const metaInText = !reacted && (!card || cardAbove);
  const words =
    text &&
    h("div", { class: "text", dir: "auto" }, renderText(text, entities, context.actions), metaInText && meta);
  const above = captioned.show_caption_above_media;
  return [
    context.isGroup && !message.out && row.first && senderName(message),
    forwardLine(message),
    message.via_bot && viaLine(message, context.actions),
    repliedBy(message) && replyQuote(message, context.actions),
    cardAbove && card,
    above && words,
    media,
    !above && words,
    !cardAbove && card,
    reacted ? reactions(message, context.actions, meta) : (!text || !metaInText) && meta,
  ];
}

function senderName(message) {
  const sender = message.sender_chat ?? message.from;
  return h("div", { class: "sender", dataset: { hue: Math.abs(sender.id) % 6 } }, nameOf(sender));
}

function viaLine({ via_bot: bot }, actions) {
  const again = () => actions.inlineQuery("");
  return h(
    "div",
    { class: "via" },
    "via ",
    h("button", { type: "button", class: "link", onclick: again }, `@${bot.username}`),
  );
}

function forwardLine(message) {
  const origin = message.forward_origin;
  if (!origin) return null;
  const from = origin.sender_user ?? origin.sender_chat ?? origin.chat;
  return h("div", { class: "forward" }, `Forwarded from ${from ? nameOf(from) : origin.sender_user_name}`);
}

function replyQuote(message, actions) {
  const original = message.reply_to_message;
  const who = original.out ? "You" : nameOf(original.sender_chat ?? original.from);
  return h(
    "button",
    { type: "button", class: "reply-quote", onclick: () => actions.jumpTo(original.message_id) },
    hiddenText("In reply to "),
    h("strong", {}, who),
    h("span", { dir: "auto" }, shorten(message.quote?.text ?? previewText(original), 120)),
  );
}

function metaOf(message, context) {
  const date = dateOf(message.date);
  const edited = message.edit_date && !message.pending;
  const title = fullText(date) + (edited ? `\nEdited: ${fullText(dateOf(message.edit_date))}` : "");
  return h(
    "span",
    { class: "meta", dir: "ltr" },
    edited && h("span", { class: "edited" }, "edited"),
    h("time", { datetime: date.toISOString(), title }, timeText(date)),
    message.out && sendMark(message, context),
  );
}

function sendMark(message, context) {
  if (message.pending === "sending") return h("span", { class: "mark" }, icon("clock"), hiddenText("Sending"));
  if (message.pending === "failed") {
    return h(
      "button",
      {
        type: "button",
        class: "mark failed",
        title: message.reason,
        onclick: (event) => context.actions.openMenu(event, message),
      },
      icon("alert"),
      "Not sent",
    );
  }
  return h("span", { class: "mark" }, icon("check"), hiddenText("Sent"));
}

function reactions(message, actions, meta) {
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map(({ emoji, count, chosen }) =>
      h(
        "button",
        {
          type: "button",
          class: "reaction",
          "aria-pressed": String(chosen),
          "aria-label": `${emoji} ${count}`,
          onclick: () => actions.react(message, chosen ? "" : emoji),
        },
        coloured(emoji),
        count > 1 && h("span", {}, String(count)),
      ),
    ),
    meta,
  );
}

/** The Bot API names some emoji without the selector that asks for their coloured form. */
export const coloured = (emoji) => (/\p{Emoji_Presentation}/u.test(emoji) ? emoji : `${emoji}\uFE0F`);

function menuButton(message, context) {
  return h(
    "button",
    {
      type: "button",
      class: "more",
      "aria-label": "Message actions",
      "aria-haspopup": "menu",
      onclick: (event) => context.actions.openMenu(event, message),
    },
    icon("chevron"),
  );
}

/**
 * Hand what the reader did to a row on to the row that takes its place: open quotes, revealed spoilers, loaded
 * pictures, the focus.
 */
export function carryOver(old, fresh) {
  pairs(old, fresh, ".quote.expandable")
    .filter(([before]) => isExpanded(before))
    .forEach(([, after]) => expand(after, true));
  pairs(old, fresh, ".spoiler")
    .filter(([before, after]) => isRevealed(before) && before.textContent === after.textContent)
    .forEach(([, after]) => reveal(after));
  pairs(old, fresh, "img")
    .filter(([before, after]) => before.src === after.src)
    .forEach(([before, after]) => after.replaceWith(before));
}

/** Where the focus is within a row, and how to give it back after the row was replaced. */
export function focusKeeper(old) {
  if (!old.contains(document.activeElement)) return () => {};
  const at = focusable(old).indexOf(document.activeElement);
  const key = document.activeElement.dataset.place;
  return (fresh) => {
    const target = (key && fresh.querySelector(`[data-place="${key}"]`)) || focusable(fresh)[at];
    target?.focus({ preventScroll: true });
  };
}

const focusable = (root) => [...root.querySelectorAll("a, button, [tabindex]")];
const pairs = (old, fresh, selector) => {
  const after = [...fresh.querySelectorAll(selector)];
  return [...old.querySelectorAll(selector)].slice(0, after.length).map((element, index) => [element, after[index]]);
};
