// A forum's topics: choosing one shows and answers only that topic.

import { h, hiddenText } from "./dom.js";
import { icon } from "./icons.js";
import { topicOf } from "./rows.js";

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

  /** The chosen topic, null where all are shown, or General. */
  get topic() {
    return this.store.chat?.topics?.find(({ id }) => id === this.chosen) ?? null;
  }

  /** Show a message's topic, where another one hides it. @returns {boolean} whether that brought it into view */
  showThreadOf(messageId) {
    const message = this.store.find(messageId);
    if (!message || this.chosen === null) return false;
    this.chosen = topicOf(message);
    this.onChoose();
    return true;
  }

  render() {
    const { chat, chatId } = this.store;
    if (chatId !== this.#chatId) this.chosen = null;
    this.#chatId = chatId;
    this.element.hidden = !chat?.is_forum;
    if (this.element.hidden) return;
    const all = [{ id: null, name: "All" }, { id: GENERAL, name: "General" }, ...(chat.topics ?? [])];
    if (!all.some(({ id }) => id === this.chosen)) this.chosen = null;
    const state = JSON.stringify([all, this.chosen]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    this.element.replaceChildren(...all.map((topic) => this.#chip(topic)));
  }

  #chip({ id: thread, name, closed }) {
    const choose = () => {
      this.chosen = thread;
      this.onChoose();
      this.element.querySelector("[aria-pressed=true]")?.focus();
    };
    return h(
      "button",
      { type: "button", class: "chip", "aria-pressed": String(thread === this.chosen), dir: "auto", onclick: choose },
      name,
      closed && [icon("lock"), hiddenText(" (closed)")],
    );
  }
}
