// The open conversation: its rows, by days, kept in step with the messages.

import { h } from "./dom.js";
import { carryOver, focusKeeper, messageRow } from "./message.js";
import { Position } from "./position.js";
import { rowsOf, serviceText, topicOf } from "./rows.js";
import { listenToFingers } from "./swipe.js";

export class Conversation {
  #rows = new Map();
  #shownChat = null;
  #unreadFrom = null;

  /** @param {{store: Store, context: function(): Object, onRead: function()}} parts `context` as message.js wants it */
  constructor({ store, context, onRead }) {
    this.store = store;
    this.context = context;
    this.position = new Position({ onSeen: onRead });
    this.log = document.getElementById("log");
    listenToFingers(this.log, {
      reply: (row) => this.#withMessage(row, (message) => this.context().reply(message)),
      hold: (row, at) => this.#withMessage(row, (message) => this.context().actions.openMenu(at, message)),
    });
  }

  #withMessage(row, act) {
    const message = this.store.find(Number(row.dataset.id));
    if (message) act(message);
  }

  /** @param {number|null} threadId the forum topic to show, or null for everything */
  render(threadId) {
    const isOther = this.store.chatId !== this.#shownChat;
    if (isOther) this.#open();
    const messages = [...this.store.messages, ...this.#outgoing()].filter(
      (message) => threadId === null || topicOf(message) === threadId,
    );
    const rows = rowsOf(messages, { now: new Date(), unreadFrom: this.#unreadFrom });
    const restore = this.position.following ? null : this.#hold();
    const grown = this.#reconcile(rows);
    this.log.setAttribute("aria-busy", "false");
    if (isOther) this.position.open(this.log.querySelector(".unread-line"));
    else if (restore) restore();
    else this.position.follow(grown);
    if (!isOther) for (const element of grown) element.classList.add("fresh");
    this.position.update();
  }

  #open() {
    const { chat, messages } = this.store;
    this.#shownChat = this.store.chatId;
    this.#rows.clear();
    this.log.replaceChildren();
    this.log.setAttribute("aria-busy", "true");
    const incoming = messages.filter((message) => !message.out && !serviceText(message));
    const unread = Math.min(chat?.unread ?? 0, incoming.length);
    // a first visit is no absence: there is nothing that was read before
    this.#unreadFrom = unread && unread < messages.length ? incoming.at(-unread).message_id : null;
  }

  /** Messages on their way out, as messages. */
  #outgoing() {
    return this.store.outgoing
      .filter((entry) => entry.chatId === this.store.chatId)
      .map((entry) => ({
        key: entry.key,
        chat: { id: entry.chatId },
        out: true,
        date: entry.date,
        text: entry.text,
        message_thread_id: entry.thread,
        is_topic_message: Boolean(entry.thread),
        pending: entry.state,
        reason: entry.reason,
        entry,
      }));
  }

  #hold() {
    const keyOf = new Map();
    for (const [key, { row, element }] of this.#rows) if (row.kind !== "day") keyOf.set(element, key);
    const restore = this.position.hold([...keyOf.keys()]);
    return () => restore((element) => this.#rows.get(keyOf.get(element))?.element);
  }

  /** @returns {HTMLElement[]} rows that are new or drawn anew, and whose beginning was in view before */
  #reconcile(rows) {
    const grown = [];
    const kept = new Map();
    let day = null;
    let before = null;
    for (const row of rows) {
      const old = this.#rows.get(row.key);
      const isSame = old && sameRow(old.row, row);
      // asked before the old row goes, and only then: the answer costs a layout
      const beganInView = !isSame && (!old || this.position.shows(old.element));
      const element = isSame ? old.element : this.#draw(row, old?.element);
      if (beganInView) grown.push(element);
      kept.set(row.key, { row, element });
      if (row.kind === "day") {
        putAfter(this.log, day, element);
        day = element;
        before = element.firstChild;
      } else {
        putAfter(day, before, element);
        before = element;
      }
    }
    for (const [key, { element }] of this.#rows) if (!kept.has(key)) element.remove();
    this.#rows = kept;
    return grown;
  }

  #draw(row, old) {
    if (row.kind === "day" && old) {
      old.firstChild.textContent = row.label;
      return old;
    }
    const element = this.#build(row);
    if (!old) return element;
    const restoreFocus = focusKeeper(old);
    carryOver(old, element);
    old.replaceWith(element);
    restoreFocus(element);
    return element;
  }

  #build(row) {
    if (row.kind === "message") return messageRow(row, this.context());
    if (row.kind === "day") return h("section", { "aria-label": row.label }, h("div", { class: "day" }, row.label));
    if (row.kind === "unread") return h("div", { class: "unread-line" }, "New messages");
    return h("div", { class: "service", dataset: { id: row.key } }, h("span", { dir: "auto" }, row.text));
  }

  /** A tap began or ended: only its button changes. */
  showTap(message, data, isPending) {
    for (const button of this.log.querySelectorAll(`[data-id="${message.message_id}"] [data-tap]`)) {
      if (button.dataset.tap !== data) continue;
      if (isPending) button.setAttribute("aria-busy", "true");
      else button.removeAttribute("aria-busy");
    }
  }

  /** @returns {boolean} whether the message is there to jump to */
  jumpTo(messageId) {
    const element = this.log.querySelector(`[data-id="${messageId}"]`);
    if (element) this.position.jumpTo(element);
    return Boolean(element);
  }
}

function putAfter(parent, before, element) {
  const place = before ? before.nextSibling : parent.firstChild;
  if (place !== element) parent.insertBefore(element, place);
}

function sameRow(a, b) {
  if (a.kind !== b.kind || a.label !== b.label || a.text !== b.text || a.first !== b.first || a.last !== b.last)
    return false;
  const before = a.messages ?? [];
  const after = b.messages ?? [];
  return before.length === after.length && before.every((message, index) => sameMessage(message, after[index]));
}

const sameMessage = (a, b) => a === b || (a.key !== undefined && a.key === b.key && a.pending === b.pending);
