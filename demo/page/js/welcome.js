// What an empty chat shows: what the bot can do, above the Start button.

import { h } from "./dom.js";
import { nameOf } from "./rows.js";

let shown = "";

/** @param {Store} store */
export function welcomeOf(store) {
  const stage = document.getElementById("stage");
  const isEmpty = !store.messages.length && !store.outgoing.length;
  const state = isEmpty ? JSON.stringify([store.chatId, store.me, store.description]) : "";
  if (state === shown) return;
  shown = state;
  stage.querySelector(".welcome")?.remove();
  if (isEmpty) stage.append(card(store));
}

function card({ me, description, isPrivate }) {
  if (!isPrivate) return h("div", { class: "welcome" }, h("p", {}, "No messages here yet"));
  return h(
    "section",
    { class: "welcome", "aria-label": `About ${nameOf(me)}` },
    h("img", { src: "/favicon.svg", alt: "", width: 96, height: 96 }),
    h("h2", {}, description ? "What can this bot do?" : nameOf(me)),
    h("p", { dir: "auto" }, description || "Press Start to begin."),
  );
}
