// A forum's topics: choosing one shows and answers only that topic.

import { h } from "./dom.js";

// the topic every forum has from the beginning; its messages carry no thread
const GENERAL = 0;

export class Topics {
  /** The chosen topic's thread, or null for all of them. */
  chosen = null;
  #chatId = null;
  #drawn = "";

  /** @param {{store: Store, onChoose: function()}} parts */
  constructor({ store, onChoose }) {
    this.store = store;
    this.onChoose = onChoose;
    this.element = document.getElementById("topics");
  }

  /** The thread that a message written now belongs to. */
  get thread() {
    return this.chosen || null;
  }

  render() {
    const { chat, chatId } = this.store;
    if (chatId !== this.#chatId) this.chosen = null;
    this.#chatId = chatId;
    this.element.hidden = !chat?.is_forum;
    if (this.element.hidden) return;
    const topics = [[null, "All"], [GENERAL, "General"], ...(chat.topics ?? []).map(({ id, name }) => [id, name])];
    const state = JSON.stringify([topics, this.chosen]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    this.element.replaceChildren(...topics.map(([thread, name]) => this.#chip(thread, name)));
  }

  #chip(thread, name) {
    const choose = () => {
      this.chosen = thread;
      this.onChoose();
      this.element.querySelector("[aria-pressed=true]")?.focus();
    };
    return h(
      "button",
      { type: "button", class: "chip", "aria-pressed": String(thread === this.chosen), dir: "auto", onclick: choose },
      name,
    );
  }
}
