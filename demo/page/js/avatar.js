// Round pictures of chats and people: the bot's own emblem, initials for everybody else.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { nameOf } from "./rows.js";

/** @param {Object} who a User or a Chat of the Bot API */
export function avatar(who, isBot = who.is_bot) {
  if (isBot) return h("img", { class: "avatar", src: "/favicon.svg", alt: "" });
  const face = who.type && who.type !== "private" && !who.title ? icon("group") : initials(nameOf(who));
  return h("span", { class: "avatar", "aria-hidden": "true", dataset: { hue: Math.abs(who.id) % 6 } }, face);
}

const initials = (name) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();
