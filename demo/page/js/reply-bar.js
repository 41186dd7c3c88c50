// The bar above the message field that says which message is answered, or edited.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { nameOf, previewText, shorten } from "./rows.js";

export class ReplyBar {
  replyTo = null;
  editing = null;

  /** @param {{onCancel: function()}} parts told when the reader calls it off */
  constructor({ onCancel }) {
    this.onCancel = onCancel;
    this.element = h("div", { class: "reply-bar", hidden: true });
  }

  reply(message) {
    this.#show("reply", `Reply to ${message.out ? "yourself" : nameOf(message.sender_chat ?? message.from)}`, message);
    this.replyTo = message;
  }

  edit(message) {
    this.#show("edit", "Edit message", message);
    this.editing = message;
  }

  #show(symbol, title, message) {
    this.close();
    this.element.replaceChildren(
      icon(symbol),
      h(
        "div",
        { class: "reply-words" },
        h("strong", {}, title),
        h("span", { dir: "auto" }, shorten(previewText(message), 120)),
      ),
      h(
        "button",
        { type: "button", class: "round", "aria-label": "Cancel", onclick: () => this.onCancel() },
        icon("close"),
      ),
    );
    this.element.hidden = false;
  }

  /** Neither reply nor edit any more. */
  close() {
    this.replyTo = null;
    this.editing = null;
    this.element.hidden = true;
  }
}
