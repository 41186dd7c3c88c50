// The bot's commands above the message field: all of them from the Menu button, the fitting ones while "/…" is typed.

import { h } from "./dom.js";

/** The commands that go on from what was typed; the shortest first, so that Enter on a whole command sends that one. */
export function fitting(commands, typed) {
  const match = /^\/([a-z0-9_]*)$/i.exec(typed);
  if (!match) return [];
  const start = match[1].toLowerCase();
  const found = commands.filter(({ command }) => command.startsWith(start));
  return found.sort((a, b) => Number(b.command === start) - Number(a.command === start));
}

export class CommandList {
  #commands = [];
  #chosen = -1;

  /** @param {{field: HTMLTextAreaElement, onChoose: function(string), onToggle: function(boolean)}} parts */
  constructor({ field, onChoose, onToggle }) {
    this.field = field;
    this.onChoose = onChoose;
    this.onToggle = onToggle;
    this.element = h("div", {
      id: "commands",
      class: "commands",
      role: "listbox",
      "aria-label": "Commands",
      hidden: true,
    });
    // the field keeps the focus and with it the keyboard of a phone
    this.element.addEventListener("pointerdown", (event) => event.preventDefault());
    addEventListener("pointerdown", (event) => {
      if (!this.element.contains(event.target) && !event.target.closest(".commands-button, #compose")) this.hide();
    });
  }

  get isOpen() {
    return !this.element.hidden;
  }

  get chosen() {
    return this.#commands[this.#chosen]?.command;
  }

  /** @param {number} chosen which one is marked at first; -1 for none */
  show(commands, chosen = -1) {
    if (!commands.length) return this.hide();
    this.#commands = commands;
    this.element.replaceChildren(...commands.map((command, index) => this.#option(command, index)));
    this.element.hidden = false;
    this.onToggle(true);
    this.#mark(chosen);
  }

  hide() {
    this.element.hidden = true;
    this.onToggle(false);
    this.#mark(-1);
  }

  move(step) {
    const count = this.#commands.length;
    this.#mark(this.#chosen < 0 ? (step > 0 ? 0 : count - 1) : (this.#chosen + step + count) % count);
  }

  #option({ command, description }, index) {
    return h(
      "div",
      {
        id: `command-${index}`,
        class: "command",
        role: "option",
        "aria-selected": "false",
        onclick: () => this.onChoose(command),
      },
      h("strong", {}, `/${command}`),
      h("span", { dir: "auto" }, description),
    );
  }

  #mark(index) {
    this.#chosen = index;
    [...this.element.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    if (index < 0) return this.field.removeAttribute("aria-activedescendant");
    this.field.setAttribute("aria-activedescendant", `command-${index}`);
    this.element.children[index].scrollIntoView({ block: "nearest" });
  }
}
