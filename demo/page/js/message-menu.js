// What can be done with one message: from its button, a right click, a long press.

import { h } from "./dom.js";
import { closeMenu, openMenu } from "./menu.js";
import { coloured } from "./message.js";
import { isAdmin } from "./rights.js";

const REACTIONS = ["👍", "👎", "❤", "🔥", "🎉", "🤔", "😁", "😢"];

/** @param {Event|{x: number, y: number}} at the click that asks for the menu, or a point in the window */
export function openMessageMenu(at, message, { store, actions, view, deliver }) {
  if (at instanceof Event) {
    // the browser's own menu stays for links and selected words
    const isContext = at.type === "contextmenu";
    if (isContext && (at.target.closest("a, img") || !getSelection().isCollapsed)) return;
    at.preventDefault();
    at = isContext && at.clientX ? { x: at.clientX, y: at.clientY } : at.currentTarget;
  }
  openMenu(at, message.pending ? outgoingItems(message.entry) : sentItems(), "Message actions");

  function outgoingItems(entry) {
    return [
      entry.state === "failed" && {
        label: "Send again",
        icon: "retry",
        act: () => {
          deliver(entry);
          store.changed();
        },
      },
      { label: "Delete", icon: "trash", danger: true, act: () => store.discard(entry) },
    ];
  }

  function mayDelete() {
    return store.isPrivate || message.out || isAdmin(store.chat, store.user.id);
  }

  function sentItems() {
    const text = message.text ?? message.caption;
    return [
      reactionBar(message, actions),
      { label: "Reply", icon: "reply", act: () => view().composer.reply(message) },
      message.out && message.text && { label: "Edit", icon: "edit", act: () => view().composer.edit(message) },
      text && { label: "Copy text", icon: "copy", act: () => actions.copy(text) },
      mayDelete() && { label: "Delete", icon: "trash", danger: true, act: () => actions.deleteMessage(message) },
    ];
  }
}

function reactionBar(message, actions) {
  const chosen = message.reactions?.find((reaction) => reaction.chosen)?.emoji;
  return h(
    "div",
    { class: "reaction-bar", role: "group", "aria-label": "React" },
    REACTIONS.map((emoji) =>
      h(
        "button",
        {
          type: "button",
          role: "menuitemradio",
          "aria-checked": String(emoji === chosen),
          "aria-label": `React with ${emoji}`,
          onclick: () => {
            closeMenu();
            actions.react(message, emoji === chosen ? "" : emoji);
          },
        },
        coloured(emoji),
      ),
    ),
  );
}
