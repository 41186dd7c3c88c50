// The open conversation: rows kept in step with the messages, and where the reader is in it.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { carryOver, focusKeeper, messageRow } from "./message.js";
import { rowsOf, serviceText } from "./rows.js";

const NEAR = 48;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Conversation {
  #rows = new Map();
  #shownChat = null;
  #unreadFrom = null;
  #missed = 0;
  #following = true;
  #gliding = false;

  /** @param {{store: Store, context: Object, isAway: function(): boolean, onRead: function()}} parts */
  constructor({ store, context, onRead }) {
    this.store = store;
    this.context = context;
    this.onRead = onRead;
    this.scroller = document.getElementById("scroller");
    this.log = document.getElementById("log");
    this.button = this.#downButton();
    document.getElementById("stage").append(this.button);
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const resized = new ResizeObserver(() => this.#resized());
    resized.observe(this.scroller);
    resized.observe(this.log);
    // a hand on the page ends a glide to the bottom
    for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"]) {
      this.scroller.addEventListener(kind, () => { this.#gliding = false; }, { passive: true });
    }
    // a quote opens downwards from where it is, also in the last message
    this.log.addEventListener("click", (event) => {
      if (event.target.closest(".expandable")) this.#following = false;
    }, true);
  }

  get #distance() {
    return this.scroller.scrollHeight - this.scroller.clientHeight - this.scroller.scrollTop;
  }

  /** Whether the reader sees the newest message. */
  get isAtBottom() {
    return this.#distance <= NEAR;
  }

  // ---- drawing ----

  render(threadId) {
    const opened = this.store.chatId !== this.#shownChat;
    if (opened) this.#open();
    const messages = [...this.store.messages, ...this.#outgoing()].filter(
      (message) => threadId === null || (message.message_thread_id ?? 0) === threadId,
    );
    const rows = rowsOf(messages, { now: new Date(), unreadFrom: this.#unreadFrom });
    const anchor = this.#following ? null : this.#anchor();
    const grown = this.#reconcile(rows);
    this.log.setAttribute("aria-busy", "false");
    if (opened) this.#showOpened();
    else if (this.#following) this.#follow(grown);
    else this.#restore(anchor);
    this.#updateButton();
  }

  #open() {
    const { chat, messages } = this.store;
    this.#shownChat = this.store.chatId;
    this.#rows.clear();
    this.log.replaceChildren();
    this.log.setAttribute("aria-busy", "true");
    this.#missed = 0;
    const incoming = messages.filter((message) => !message.out && !serviceText(message));
    const unread = Math.min(chat?.unread ?? 0, incoming.length);
    // a first visit is no absence: there is nothing that was read before
    this.#unreadFrom = unread && unread < messages.length ? incoming.at(-unread).message_id : null;
    this.#following = true;
  }

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
        pending: entry.state,
        reason: entry.reason,
        entry,
      }));
  }

  /** @returns {HTMLElement[]} rows that are new or drawn anew, and whose beginning was in view before */
  #reconcile(rows) {
    const grown = [];
    const kept = new Map();
    let before = null;
    for (const row of rows) {
      const old = this.#rows.get(row.key);
      const isSame = old && sameRow(old.row, row);
      const wasInView = !old || old.element.offsetTop >= this.scroller.scrollTop;
      const element = isSame ? old.element : this.#draw(row, old?.element);
      if (!isSame && wasInView) grown.push(element);
      kept.set(row.key, { row, element });
      const next = before ? before.nextSibling : this.log.firstChild;
      if (next !== element) this.log.insertBefore(element, next);
      before = element;
    }
    for (const [key, { element }] of this.#rows) if (!kept.has(key)) element.remove();
    this.#rows = kept;
    return grown;
  }

  #draw(row, old) {
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
    if (row.kind === "day") return h("div", { class: "row divider day", role: "separator" }, h("span", {}, row.label));
    if (row.kind === "unread") return h("div", { class: "row unread-line", role: "separator" }, "New messages");
    return h("div", { class: "row service", dataset: { id: row.key } }, h("span", { dir: "auto" }, row.text));
  }

  /** A tap began or ended: only its button changes. */
  showTap(message, data, pending) {
    const buttons = this.log.querySelectorAll(`[data-id="${message.message_id}"] [data-tap]`);
    for (const button of buttons) {
      if (button.dataset.tap !== data) continue;
      if (pending) button.setAttribute("aria-busy", "true");
      else button.removeAttribute("aria-busy");
    }
  }

  // ---- scrolling ----

  #showOpened() {
    const line = this.log.querySelector(".unread-line");
    if (line && line.offsetTop < this.scroller.scrollHeight - this.scroller.clientHeight) {
      this.scroller.scrollTop = line.offsetTop - 8;
      this.#following = this.isAtBottom;
    } else {
      this.toBottom();
    }
  }

  /** Keep to the newest message; but one that fills more than the window is shown from its beginning. */
  #follow(grown) {
    const first = grown.find((element) => element.matches(".message.in"));
    if (first && !document.hidden && this.log.scrollHeight - first.offsetTop > this.scroller.clientHeight) {
      this.scroller.scrollTop = first.offsetTop - 12;
      this.#following = this.isAtBottom;
    } else {
      this.toBottom();
    }
  }

  toBottom({ smoothly = false } = {}) {
    this.#following = true;
    this.#gliding = smoothly;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smoothly ? "smooth" : "instant" });
  }

  /** The first row in view and where it stands, so that changes above it don't move what is being read. */
  #anchor() {
    const top = this.scroller.getBoundingClientRect().top;
    for (const [key, { element }] of this.#rows) {
      const box = element.getBoundingClientRect();
      if (box.bottom > top) return { key, top: box.top };
    }
    return null;
  }

  #restore(anchor) {
    const element = anchor && this.#rows.get(anchor.key)?.element;
    if (!element) return;
    const moved = element.getBoundingClientRect().top - anchor.top;
    if (moved) this.scroller.scrollTop += moved;
  }

  #resized() {
    if (this.#following && !this.#gliding) this.toBottom();
    this.#updateButton();
  }

  #scrolled() {
    if (this.isAtBottom) this.#gliding = false;
    if (!this.#gliding) this.#following = this.isAtBottom;
    if (this.isAtBottom && this.#missed) {
      this.#missed = 0;
      this.onRead();
    }
    this.#updateButton();
  }

  jumpTo(messageId) {
    const element = this.log.querySelector(`[data-id="${messageId}"]`);
    if (!element) return false;
    this.#following = false;
    const block = element.offsetHeight > this.scroller.clientHeight ? "start" : "center";
    element.scrollIntoView({ block, behavior: calm.matches ? "instant" : "smooth" });
    element.classList.remove("flash");
    void element.offsetWidth; // restarts the animation of a second jump
    element.classList.add("flash");
    return true;
  }

  // ---- what was missed ----

  /** A message came in. @returns {boolean} whether the reader is where they see it */
  arrived() {
    if (this.#following) return true;
    this.#missed += 1;
    this.#updateButton();
    return false;
  }

  #downButton() {
    return h(
      "button",
      { type: "button", class: "down", hidden: true, "aria-label": "Scroll to the newest message", onclick: () => this.#jumpDown() },
      icon("chevron"),
      h("span", { class: "badge" }),
    );
  }

  #jumpDown() {
    this.#missed = 0;
    // a glide past more than a few screens only takes time
    this.toBottom({ smoothly: !calm.matches && this.#distance < 3 * this.scroller.clientHeight });
    this.onRead();
  }

  #updateButton() {
    this.button.hidden = this.isAtBottom || this.#gliding;
    const badge = this.button.querySelector(".badge");
    badge.textContent = this.#missed ? String(this.#missed) : "";
    this.button.setAttribute(
      "aria-label",
      this.#missed ? `${this.#missed} new messages, scroll down` : "Scroll to the newest message",
    );
  }
}

function sameRow(a, b) {
  if (a.kind !== b.kind || a.label !== b.label || a.text !== b.text || a.first !== b.first || a.last !== b.last) return false;
  const before = a.messages ?? [];
  const after = b.messages ?? [];
  return before.length === after.length && before.every((message, index) => sameMessage(message, after[index]));
}

const sameMessage = (a, b) => a === b || (a.key !== undefined && a.key === b.key && a.pending === b.pending);
