// Inline mode: whoever writes "@bot words" is offered the bot's results above the message field, in any chat.
// https://core.telegram.org/bots/inline

import { askInline, fileAddress, thumbnailAddress } from "./api.js";
import { h } from "./dom.js";

const PAUSE = 300;
const NEAR_END = 120;

/** The words of an inline query to this bot, or null where the text is none. */
export function inlineQuery(text, username) {
  const match = /^@(\w+)\s([^]*)$/.exec(text);
  return match && match[1].toLowerCase() === username?.toLowerCase() ? match[2].trim() : null;
}

export class InlineResults {
  #asked = null;
  #timer = 0;
  #request = null;
  #answer = null;
  #results = [];
  #chosen = -1;

  /** @param {{store: Store, actions: Object, field: HTMLTextAreaElement, onToggle: function()}} parts */
  constructor({ store, actions, field, onToggle }) {
    this.store = store;
    this.actions = actions;
    this.field = field;
    this.onToggle = onToggle;
    this.top = h("button", { type: "button", class: "inline-top", hidden: true, onclick: () => this.#goToBot() });
    this.note = h("p", { class: "inline-note", role: "status" });
    this.list = h("div", { id: "inline-results", class: "inline-list", role: "listbox", "aria-label": "Results" });
    this.element = h("div", { class: "inline-results", hidden: true }, this.top, this.note, this.list);
    // the field keeps the focus and with it the keyboard of a phone
    this.element.addEventListener("pointerdown", (event) => event.preventDefault());
    this.element.addEventListener("scroll", () => this.#scrolled(), { passive: true });
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** Ask for what stands in the field, when it is a query and was not asked already. */
  update(text) {
    const query = inlineQuery(text, this.store.me?.username);
    if (query === this.#asked) return;
    this.#asked = query;
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#request = null;
    if (query === null) return this.#close();
    this.#show("Searching …");
    this.#timer = setTimeout(() => this.#ask(query, ""), PAUSE);
  }

  /** The same query may be asked again, after its result was sent or in another chat. */
  forget() {
    this.update("");
  }

  async #ask(query, offset) {
    const request = new AbortController();
    this.#request = request;
    try {
      const answer = await askInline(this.store.chatId, query, offset, request.signal);
      if (this.#request === request) this.#take(answer, offset);
    } catch (error) {
      if (this.#request === request) this.#show(error.message);
    }
    if (this.#request === request) this.#request = null;
  }

  #take(answer, offset) {
    this.#answer = answer;
    if (!offset) this.#clear();
    for (const result of answer.results) {
      this.list.append(this.#option(result, answer.query_id, this.#results.length));
      this.#results.push({ ...result, queryId: answer.query_id });
    }
    const { button } = answer;
    if (!offset) this.top.hidden = !button;
    if (!offset && button) this.top.textContent = button.text;
    this.#show(this.#results.length || button ? "" : "Nothing found");
    if (!offset && this.#results.length) this.#mark(0);
    this.#scrolled();
  }

  #clear() {
    this.#results = [];
    this.list.replaceChildren();
    this.#mark(-1);
    this.element.scrollTop = 0;
  }

  #show(note) {
    this.note.textContent = note;
    this.note.hidden = !note;
    this.element.hidden = false;
    this.onToggle();
  }

  #close() {
    this.#answer = null;
    this.#clear();
    this.top.hidden = true;
    this.element.hidden = true;
    this.onToggle();
  }

  #scrolled() {
    const left = this.element.scrollHeight - this.element.clientHeight - this.element.scrollTop;
    const next = this.#answer?.next_offset;
    if (this.isOpen && next && left < NEAR_END && !this.#request) this.#ask(this.#asked, next);
  }

  #option(result, queryId, index) {
    return h(
      "div",
      {
        id: `result-${index}`,
        class: "result",
        role: "option",
        "aria-selected": "false",
        onclick: () => this.#send(index),
      },
      thumbnail(result, queryId),
      h(
        "span",
        { class: "result-words" },
        h("strong", { dir: "auto" }, result.title ?? result.message.caption ?? result.type),
        result.description && h("span", { dir: "auto" }, result.description),
      ),
    );
  }

  /** @returns {boolean} whether the results took the key */
  onKey({ key, shiftKey }) {
    const count = this.#results.length;
    if (key === "Escape") this.#close();
    else if (key === "Enter" && !shiftKey) this.choose();
    else if (count && key === "ArrowDown") this.#mark((this.#chosen + 1) % count);
    else if (count && key === "ArrowUp") this.#mark((this.#chosen - 1 + count) % count);
    else return false;
    return true;
  }

  /** Send the marked result. */
  choose() {
    if (this.#chosen >= 0) this.#send(this.#chosen);
  }

  #mark(index) {
    this.#chosen = index;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    if (index < 0) return this.field.removeAttribute("aria-activedescendant");
    this.field.setAttribute("aria-activedescendant", `result-${index}`);
    this.list.children[index].scrollIntoView({ block: "nearest" });
  }

  #send(index) {
    const { queryId, id } = this.#results[index];
    this.actions.chooseResult(queryId, id);
  }

  #goToBot() {
    this.actions.startBot(this.#answer.button.start_parameter);
  }
}

function thumbnail(result, queryId) {
  const letter = h("span", { class: "result-letter", "aria-hidden": "true" }, [...(result.title ?? "·")][0]);
  const source = result.photo_file_id
    ? fileAddress(result.photo_file_id)
    : result.thumbnail_url && thumbnailAddress(queryId, result.id);
  if (!source) return letter;
  const image = h("img", { class: "result-picture", src: source, alt: "", loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(letter));
  return image;
}
