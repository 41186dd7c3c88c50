// The bot's reply keyboard: buttons below the message field whose text is sent when they are tapped.
// https://core.telegram.org/bots/api#replykeyboardmarkup

import { h } from "./dom.js";
import { icon } from "./icons.js";

export class ReplyKeyboard {
  #folded = false;
  #shown = null;

  /** @param {{store: Store, actions: Object, onChange: function()}} parts */
  constructor({ store, actions, onChange }) {
    this.store = store;
    this.actions = actions;
    this.onChange = onChange;
    this.element = h("div", {
      class: "reply-keyboard",
      role: "group",
      "aria-label": "Suggested answers",
      hidden: true,
    });
    this.toggle = h(
      "button",
      {
        type: "button",
        class: "round keyboard-toggle",
        "aria-label": "Suggested answers",
        hidden: true,
        onclick: () => this.#fold(!this.#folded),
      },
      icon("keyboard"),
    );
  }

  get placeholder() {
    return this.store.keyboard?.input_field_placeholder ?? null;
  }

  render(isHidden) {
    const { keyboard } = this.store;
    if (keyboard !== this.#shown) {
      this.#shown = keyboard;
      this.#folded = false;
      this.element.replaceChildren(...(keyboard?.keyboard ?? []).map((row) => this.#row(row)));
    }
    this.toggle.hidden = !keyboard?.keyboard;
    this.toggle.setAttribute("aria-expanded", String(!this.#folded));
    this.element.hidden = !keyboard?.keyboard || this.#folded || isHidden;
  }

  #row(row) {
    return h(
      "div",
      { class: "button-row" },
      row.map((button) => this.#button(typeof button === "string" ? { text: button } : button)),
    );
  }

  #button(button) {
    return h(
      "button",
      {
        type: "button",
        class: `reply-button ${button.style ?? ""}`.trim(),
        dir: "auto",
        onclick: () => this.#tap(button),
      },
      button.text,
    );
  }

  #tap(button) {
    if (button.request_location) this.actions.askLocation();
    else if (
      button.request_contact ||
      button.request_poll ||
      button.web_app ||
      button.request_users ||
      button.request_chat
    ) {
      this.actions.toast("This kind of button only works in Telegram");
    } else this.actions.send(button.text);
    if (this.store.keyboard?.one_time_keyboard) this.#fold(true);
  }

  #fold(folded) {
    this.#folded = folded;
    this.render(false);
    this.onChange();
  }
}
