// The tab's title: whose chat it is, and how much came in while nobody was looking.

import { nameOf } from "./rows.js";

export class Title {
  #missed = 0;

  /** @param {Store} store */
  constructor(store) {
    this.store = store;
  }

  arrived() {
    if (document.hidden) this.#missed += 1;
  }

  seen() {
    this.#missed = 0;
    this.render();
  }

  render() {
    const { chat, me, isPrivate } = this.store;
    const name = isPrivate ? nameOf(me) : (chat?.title ?? "Chat");
    document.title = this.#missed ? `(${this.#missed}) ${name}` : name;
  }
}
