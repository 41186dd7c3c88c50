// Everything below the conversation: the message field with its buttons, the reply bar, the bot's reply keyboard, and
// the one big button of a chat that isn't begun or is blocked.

import { openAttachMenu, takeFiles } from "./attach.js";
import { CommandList, fitting } from "./commands.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { ReplyKeyboard } from "./reply-keyboard.js";
import { nameOf, previewText, shorten } from "./rows.js";

const LONGEST = 4096;
// a touch keyboard has no Shift+Enter worth the name: there, Enter breaks the line and the button sends
const touches = matchMedia("(hover: none) and (pointer: coarse)");

export class Composer {
  #replyTo = null;
  #editing = null;
  #chatId = null;

  /** @param {{store: Store, actions: Object}} parts */
  constructor({ store, actions }) {
    this.store = store;
    this.actions = actions;
    this.field = this.#field();
    this.commands = new CommandList({
      field: this.field,
      onChoose: (command) => this.#sendCommand(command),
      onToggle: (open) => this.menuButton.setAttribute("aria-expanded", String(open)),
    });
    this.keyboard = new ReplyKeyboard({ store, actions, onChange: () => this.#update() });
    this.replyBar = h("div", { class: "reply-bar", hidden: true });
    this.#buttons();
    this.bar = h(
      "form",
      {
        class: "composer",
        onsubmit: (event) => {
          event.preventDefault();
          this.#submit();
        },
      },
      this.menuButton,
      this.attachButton,
      this.field,
      this.keyboard.toggle,
      this.sendButton,
    );
    this.bigButton = h("button", { type: "button", class: "big-button", hidden: true });
    this.inner = h(
      "div",
      { class: "footer-inner" },
      this.commands.element,
      this.replyBar,
      this.bar,
      this.bigButton,
      this.keyboard.element,
    );
    document.getElementById("footer").append(this.inner);
    this.#acceptFiles();
  }

  #field() {
    return h("textarea", {
      id: "compose",
      class: "compose-field",
      rows: 1,
      dir: "auto",
      placeholder: "Message",
      "aria-label": "Message",
      "aria-autocomplete": "list",
      "aria-controls": "commands",
      autocapitalize: "sentences",
      enterkeyhint: "send",
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#onKey(event),
    });
  }

  #buttons() {
    this.menuButton = h(
      "button",
      {
        type: "button",
        class: "commands-button",
        "aria-label": "Commands of the bot",
        "aria-controls": "commands",
        "aria-expanded": "false",
        onclick: () => this.#toggleCommands(),
      },
      icon("menu"),
      h("span", {}, "Menu"),
    );
    this.attachButton = h(
      "button",
      {
        type: "button",
        class: "round",
        "aria-label": "Attach",
        "aria-haspopup": "menu",
        onclick: () => openAttachMenu(this.attachButton, this.actions),
      },
      icon("attach"),
    );
    this.sendButton = h("button", { type: "submit", class: "round send", "aria-label": "Send" }, icon("send"));
  }

  render() {
    const { chat, commands, chatId } = this.store;
    if (chatId !== this.#chatId) this.#open(chatId);
    const big = this.#bigButtonOf(chat);
    this.bar.hidden = Boolean(big);
    this.bigButton.hidden = !big;
    if (big) {
      this.bigButton.textContent = big.label;
      this.bigButton.onclick = big.act;
      this.commands.hide();
    }
    this.menuButton.hidden = !commands.length;
    this.keyboard.render(Boolean(big));
    this.field.placeholder = this.keyboard.placeholder ?? (chat?.type === "channel" ? "Broadcast" : "Message");
    this.#update();
  }

  #bigButtonOf(chat) {
    if (!chat) return null;
    if (chat.blocked) return { label: "Restart bot", act: () => this.actions.restart() };
    const isEmpty = !this.store.messages.length && !this.store.outgoing.length;
    return this.store.isPrivate && isEmpty ? { label: "Start", act: () => this.actions.send("/start") } : null;
  }

  // ---- the field ----

  #open(chatId) {
    this.#chatId = chatId;
    this.field.value = localStorage.getItem(draftKey(chatId)) ?? "";
    this.cancel();
    this.#fit();
    if (!touches.matches) this.field.focus({ preventScroll: true });
  }

  #typed() {
    localStorage.setItem(draftKey(this.#chatId), this.field.value);
    if (!this.field.value) localStorage.removeItem(draftKey(this.#chatId));
    const found = fitting(this.store.commands, this.field.value);
    this.commands.show(found, 0);
    this.#fit();
    this.#update();
  }

  #fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
  }

  #update() {
    this.sendButton.disabled = !this.field.value.trim();
    this.inner.classList.toggle("typed", Boolean(this.field.value));
  }

  #onKey(event) {
    if (event.isComposing) return;
    if (this.commands.isOpen && this.#onListKey(event)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey && !touches.matches) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape") {
      this.cancel();
    } else if (event.key === "ArrowUp" && !this.field.value) {
      const last = this.store.messages.findLast((message) => message.out && message.text);
      if (last) this.edit(last);
    }
  }

  /** @returns {boolean} whether the list of commands took the key */
  #onListKey({ key, shiftKey }) {
    if (key === "ArrowDown" || key === "ArrowUp") this.commands.move(key === "ArrowDown" ? 1 : -1);
    else if (key === "Escape") this.commands.hide();
    else if (key === "Enter" && !shiftKey && this.commands.chosen) this.#sendCommand(this.commands.chosen);
    else if (key === "Tab" && this.commands.chosen) this.insert(`/${this.commands.chosen} `);
    else return false;
    return true;
  }

  /** Put text into the field, ready to go on writing. */
  insert(text) {
    this.field.value = text;
    this.#typed();
    this.field.focus();
  }

  #toggleCommands() {
    if (this.commands.isOpen) this.commands.hide();
    else this.commands.show(this.store.commands);
    this.field.focus({ preventScroll: true });
  }

  #sendCommand(command) {
    this.commands.hide();
    this.#clear();
    this.actions.send(`/${command}`);
  }

  #submit() {
    const text = this.field.value.trim();
    if (!text) return;
    this.commands.hide();
    const replyTo = this.#replyTo?.message_id;
    const editing = this.#editing;
    this.#clear();
    this.cancel();
    if (editing) return text === editing.text || this.actions.edit(editing, text);
    // as Telegram's apps do, a text that is too long for one message goes out as several
    for (let at = 0; at < text.length; at += LONGEST) {
      this.actions.send(text.slice(at, at + LONGEST), at ? {} : { replyTo });
    }
    this.field.focus({ preventScroll: true });
  }

  #clear() {
    this.field.value = "";
    this.#typed();
  }

  // ---- replies and edits ----

  get replyTo() {
    return this.#replyTo;
  }

  reply(message) {
    this.cancel();
    this.#replyTo = message;
    this.#showBar(
      "reply",
      `Reply to ${message.out ? "yourself" : nameOf(message.sender_chat ?? message.from)}`,
      message,
    );
  }

  edit(message) {
    this.cancel();
    this.#editing = message;
    this.insert(message.text);
    this.#showBar("edit", "Edit message", message);
  }

  #showBar(symbol, title, message) {
    this.replyBar.replaceChildren(
      icon(symbol),
      h(
        "div",
        { class: "reply-words" },
        h("strong", {}, title),
        h("span", { dir: "auto" }, shorten(previewText(message), 120)),
      ),
      h(
        "button",
        { type: "button", class: "round", "aria-label": "Cancel", onclick: () => this.cancel() },
        icon("close"),
      ),
    );
    this.replyBar.hidden = false;
    this.field.focus({ preventScroll: true });
  }

  /** Neither reply nor edit any more. */
  cancel() {
    if (this.#editing) this.#clear();
    this.#replyTo = null;
    this.#editing = null;
    this.replyBar.hidden = true;
  }

  // ---- files ----

  #acceptFiles() {
    this.field.addEventListener("paste", (event) => {
      if (!event.clipboardData.files.length) return;
      event.preventDefault();
      takeFiles(event.clipboardData.files, this.actions);
    });
    const stage = document.getElementById("chat");
    stage.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      stage.classList.add("dropping");
    });
    stage.addEventListener("dragleave", (event) => {
      if (!stage.contains(event.relatedTarget)) stage.classList.remove("dropping");
    });
    stage.addEventListener("drop", (event) => {
      event.preventDefault();
      stage.classList.remove("dropping");
      takeFiles(event.dataTransfer.files, this.actions);
    });
  }
}

const draftKey = (chatId) => `newsdigest.draft.${chatId}`;
