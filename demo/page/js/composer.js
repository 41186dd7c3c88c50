// Everything below the conversation: the message field with its buttons, the reply bar, the bot's reply keyboard, and
// the one big button of a chat that isn't begun or is blocked.

import { acceptFiles, openAttachMenu } from "./attach.js";
import { CommandList, fitting } from "./commands.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { InlineResults } from "./inline-results.js";
import { ReplyBar } from "./reply-bar.js";
import { ReplyKeyboard } from "./reply-keyboard.js";
import { refusal } from "./rights.js";

const LONGEST = 4096;
// a touch keyboard has no Shift+Enter worth the name: there, Enter breaks the line and the button sends
const touches = matchMedia("(hover: none) and (pointer: coarse)");

export class Composer {
  #chatId = null;

  /** @param {{store: Store, actions: Object, thread: function(): number|null}} parts `thread` is the open topic's */
  constructor({ store, actions, thread }) {
    this.store = store;
    this.actions = actions;
    this.thread = thread;
    this.field = this.#field();
    this.commands = new CommandList({
      field: this.field,
      onChoose: (command) => this.#sendCommand(command),
      onToggle: (open) => this.menuButton.setAttribute("aria-expanded", String(open)),
    });
    this.keyboard = new ReplyKeyboard({ store, actions, onChange: () => this.#update() });
    this.results = new InlineResults({ store, actions, field: this.field, onToggle: () => this.#update() });
    this.replyBar = new ReplyBar({ onCancel: () => this.cancel() });
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
      this.clearButton,
      this.sendButton,
    );
    this.note = h("p", { class: "bar-note", hidden: true });
    this.bigButton = h("button", { type: "button", class: "big-button", hidden: true });
    this.inner = h(
      "div",
      { class: "footer-inner" },
      this.commands.element,
      this.results.element,
      this.replyBar.element,
      this.bar,
      this.note,
      this.bigButton,
      this.keyboard.element,
    );
    document.getElementById("footer").append(this.inner);
    acceptFiles(this.field, document.getElementById("chat"), actions);
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
    this.clearButton = h(
      "button",
      { type: "button", class: "round", "aria-label": "Clear the message field", onclick: () => this.insert("") },
      icon("close"),
    );
  }

  render() {
    const { chat, commands, chatId } = this.store;
    if (chatId !== this.#chatId) this.#open(chatId);
    const big = this.#bigButtonOf(chat);
    const refused = big ? null : refusal(chat, this.store.user.id, this.thread());
    this.bar.hidden = Boolean(big || refused);
    this.note.hidden = !refused;
    this.note.textContent = refused ?? "";
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
    if (chat.blocked && this.store.isPrivate) return { label: "Restart bot", act: () => this.actions.restart() };
    const isEmpty = !this.store.messages.length && !this.store.outgoing.length;
    return this.store.isPrivate && isEmpty ? { label: "Start", act: () => this.actions.send("/start") } : null;
  }

  // ---- the field ----

  #open(chatId) {
    this.#chatId = chatId;
    this.cancel();
    this.results.forget();
    this.field.value = draftOf(chatId);
    this.#fit();
    if (!touches.matches) this.field.focus({ preventScroll: true });
  }

  #typed() {
    keepDraft(this.#chatId, this.field.value);
    const found = fitting(this.store.commands, this.field.value);
    this.commands.show(found, 0);
    this.results.update(this.replyBar.editing ? "" : this.field.value);
    this.#fit();
    this.#update();
  }

  #fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
  }

  #update() {
    const isInline = this.results.isOpen;
    this.sendButton.hidden = isInline;
    this.clearButton.hidden = !isInline;
    this.sendButton.disabled = !this.field.value.trim();
    this.inner.classList.toggle("typed", Boolean(this.field.value));
  }

  #onKey(event) {
    if (event.isComposing) return;
    if (this.commands.isOpen && this.#onListKey(event)) return event.preventDefault();
    if (this.results.isOpen && this.results.onKey(event)) return event.preventDefault();
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
    this.clear();
    // in a group others' bots may have the same command
    this.actions.send(this.store.isPrivate ? `/${command}` : `/${command}@${this.store.me.username}`);
  }

  #submit() {
    if (this.results.isOpen) return this.results.choose();
    const text = this.field.value.trim();
    if (!text) return;
    this.commands.hide();
    const { replyTo, editing } = this.replyBar;
    this.clear();
    this.cancel();
    if (editing) return text === editing.text || this.actions.edit(editing, text);
    // as Telegram's apps do, a text that is too long for one message goes out as several
    for (let at = 0; at < text.length; at += LONGEST) {
      this.actions.send(text.slice(at, at + LONGEST), at ? {} : { replyTo: replyTo?.message_id });
    }
    this.field.focus({ preventScroll: true });
  }

  clear() {
    this.field.value = "";
    this.#typed();
  }

  // ---- what is sent without being a text ----

  /**
   * Take the reply, and the text where it goes too, for what is sent now; the next message begins without them.
   * @returns {{chatId: number, replyTo: Object|null, text: string, left: string}} `left` is what stays in the field
   */
  take({ withText }) {
    const { replyTo } = this.replyBar;
    this.cancel();
    const text = withText ? this.field.value : "";
    if (withText) this.clear();
    return { chatId: this.#chatId, replyTo, text, left: this.field.value };
  }

  /** Put back what was taken and couldn't be sent, unless the reader writes something new. */
  giveBack({ chatId, replyTo, text, left }) {
    if (chatId !== this.#chatId) {
      // a draft knows no reply: going to another chat ends that
      if (!draftOf(chatId)) keepDraft(chatId, text);
      return;
    }
    if (this.replyBar.editing || this.field.value !== left) return;
    if (replyTo && !this.replyBar.replyTo) this.replyBar.reply(replyTo);
    if (text) this.insert(text);
  }

  // ---- replies and edits ----

  reply(message) {
    this.cancel();
    this.replyBar.reply(message);
    this.field.focus({ preventScroll: true });
  }

  edit(message) {
    this.cancel();
    this.replyBar.edit(message);
    this.insert(message.text);
  }

  /** Neither reply nor edit any more. */
  cancel() {
    if (this.replyBar.editing) this.clear();
    this.replyBar.close();
  }
}

const draftKey = (chatId) => `newsdigest.draft.${chatId}`;

const draftOf = (chatId) => localStorage.getItem(draftKey(chatId)) ?? "";

function keepDraft(chatId, text) {
  if (text) localStorage.setItem(draftKey(chatId), text);
  else localStorage.removeItem(draftKey(chatId));
}
