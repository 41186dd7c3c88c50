// The rows of buttons below a message, and the taps that wait for the bot's answer.
// https://core.telegram.org/bots/api#inlinekeyboardbutton

import { h, hiddenText } from "./dom.js";
import { safeAddress } from "./entities.js";
import { icon } from "./icons.js";

export function inlineKeyboard(message, context) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return h(
    "div",
    { class: "inline-keyboard", role: "group", "aria-label": "Buttons of this message" },
    rows.map((row, y) =>
      h(
        "div",
        { class: "button-row" },
        row.map((button, x) => buttonOf(message, button, `${y}:${x}`, context)),
      ),
    ),
  );
}

function buttonOf(message, button, place, context) {
  const attributes = { class: `inline-button ${button.style ?? ""}`.trim(), dataset: { place } };
  const label = h("span", { class: "label", dir: "auto" }, button.text);
  if (button.url !== undefined) return urlButton(button, attributes, label, context.actions);
  if (button.callback_data !== undefined) return callbackButton(message, button, attributes, label, context);
  const act = () => otherButton(button, context.actions);
  return h("button", { ...attributes, type: "button", onclick: act }, label, symbolOf(button));
}

const symbolOf = (button) => {
  if (button.copy_text) return corner("copy");
  return Object.keys(button).some((name) => name.startsWith("switch_inline")) ? corner("forward") : null;
};

const corner = (name) => h("span", { class: "corner" }, icon(name));

function urlButton(button, attributes, label, actions) {
  const href = safeAddress(button.url);
  if (!href) return h("button", { ...attributes, type: "button", disabled: true }, label);
  const open = (event) => {
    if (actions.open(href)) event.preventDefault();
  };
  return h(
    "a",
    { ...attributes, href, title: href, target: "_blank", rel: "noopener noreferrer", onclick: open },
    label,
    corner("external"),
    hiddenText(" (opens in a new tab)"),
  );
}

function callbackButton(message, button, attributes, label, context) {
  const waits = context.isTapPending(message, button.callback_data);
  const element = h(
    "button",
    { ...attributes, type: "button", onclick: () => context.actions.tap(message, button.callback_data) },
    label,
  );
  element.dataset.tap = button.callback_data;
  if (waits) element.setAttribute("aria-busy", "true");
  return element;
}

function otherButton(button, actions) {
  if (button.copy_text) actions.copy(button.copy_text.text);
  else if (button.switch_inline_query_current_chat !== undefined)
    actions.inlineQuery(button.switch_inline_query_current_chat);
  else if (button.switch_inline_query !== undefined)
    actions.inlineQuery(button.switch_inline_query, { elsewhere: true });
  else if (button.switch_inline_query_chosen_chat)
    actions.inlineQuery(button.switch_inline_query_chosen_chat.query ?? "", { elsewhere: true });
  else actions.toast("This kind of button only works in Telegram");
}

/** Taps that the bot hasn't answered yet. */
export class Taps {
  /** Telegram's own apps give up waiting after a while, too. */
  static PATIENCE = 15_000;
  #waiting = new Map();
  #answered = new Map();

  /** @param {function(Object, string)} changed told the message and callback data of a tap that began or ended */
  constructor(changed) {
    this.changed = changed;
  }

  isPending = (message, data) => this.#waiting.has(keyOf(message, data));

  /**
   * @param {function(): Promise<{query_id: string}>} send
   * @returns {Promise<void>} settled when the request is; the answer comes as an event
   */
  async begin(message, data, send) {
    const key = keyOf(message, data);
    if (this.#waiting.has(key)) return;
    const tap = { message, data, queryId: null, timer: setTimeout(() => this.#end(key), Taps.PATIENCE) };
    this.#waiting.set(key, tap);
    this.changed(message, data);
    try {
      tap.queryId = (await send()).query_id;
    } catch (error) {
      this.#end(key);
      throw error;
    }
    // the bot may be quicker than the answer to our own request
    if (this.#answered.delete(tap.queryId)) this.#end(key);
  }

  answer(queryId) {
    for (const [key, tap] of this.#waiting) {
      if (tap.queryId === queryId) return this.#end(key);
    }
    this.#answered.set(queryId, true);
  }

  #end(key) {
    const tap = this.#waiting.get(key);
    if (!tap) return;
    clearTimeout(tap.timer);
    this.#waiting.delete(key);
    this.changed(tap.message, tap.data);
  }
}

const keyOf = (message, data) => `${message.chat.id}:${message.message_id}:${data}`;
