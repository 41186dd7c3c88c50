// The top of the conversation: who it is with, what they are doing, the menu, the pinned message, the forum's topics.

import { avatar } from "./avatar.js";
import { h, hiddenText } from "./dom.js";
import { icon } from "./icons.js";
import { groupItems } from "./group-menu.js";
import { closeMenu, openMenu } from "./menu.js";
import { nameOf, previewText, shorten } from "./rows.js";
import { setSize, setTheme, SIZES, size, theme, THEMES } from "./settings.js";

const DOINGS = {
  typing: "typing",
  upload_photo: "sending a photo",
  upload_document: "sending a file",
  upload_video: "sending a video",
  find_location: "choosing a location",
};
const KINDS = { group: "group", supergroup: "group", channel: "channel" };

export class Header {
  #drawn = "";

  /** @param {{store: Store, actions: Object, topic: function(): Object|null}} parts `topic` is the open forum topic */
  constructor({ store, actions, topic }) {
    this.store = store;
    this.actions = actions;
    this.topic = topic;
    this.picture = h("span", { class: "header-picture" });
    this.name = h("h1", { dir: "auto" });
    this.status = h("p", { class: "status", "aria-live": "polite" });
    this.unread = h("span", { class: "badge", hidden: true });
    this.menuButton = h(
      "button",
      {
        type: "button",
        class: "round",
        "aria-label": "Chat menu",
        "aria-haspopup": "menu",
        onclick: () => this.#openMenu(),
      },
      icon("dots"),
    );
    document
      .getElementById("header")
      .append(
        h("a", { class: "round back", href: "#/chats", "aria-label": "All chats" }, icon("back"), this.unread),
        this.picture,
        h("div", { class: "header-words" }, this.name, this.status),
        this.menuButton,
      );
  }

  render() {
    const { chat, me, isPrivate, chats, chatId, actions } = this.store;
    if (!chat) return;
    const who = isPrivate ? me : chat;
    const doing = this.#doing(actions.get(chatId));
    const elsewhere = [...chats.values()].reduce((sum, one) => sum + (one.id === chatId ? 0 : one.unread), 0);
    const pinned = chat.pinned_message;
    // drawn only when something changed: a live region that is filled anew is read out anew
    const state = JSON.stringify([who.id, who.first_name, who.title, chat.type, chat.members?.length, doing, elsewhere, pinned]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    this.picture.replaceChildren(avatar(who, isPrivate));
    this.name.textContent = nameOf(who);
    this.#renderStatus(doing);
    this.unread.hidden = !elsewhere;
    this.unread.replaceChildren(String(elsewhere), hiddenText(" unread elsewhere"));
    this.#renderPinned(pinned);
  }

  /** What the bot does here: in a forum only what concerns the open topic. */
  #doing(action) {
    const open = this.topic()?.id ?? null;
    return action && (open === null || (action.thread ?? 0) === open) ? action.action : null;
  }

  #renderStatus(doing) {
    const { chat, isPrivate, me } = this.store;
    this.status.classList.toggle("busy", Boolean(doing));
    if (doing) this.status.replaceChildren(isPrivate ? "" : `${me.first_name} is `, DOINGS[doing] ?? DOINGS.typing, dots());
    else this.status.replaceChildren(isPrivate ? "bot" : this.#about(chat));
  }

  #about({ type, members }) {
    const count = members?.length ?? 0;
    if (!count) return KINDS[type];
    return `${KINDS[type]}, ${count} ${count === 1 ? "member" : "members"}`;
  }

  #renderPinned(message) {
    const bar = document.getElementById("pinned");
    bar.hidden = !message;
    if (!message) return;
    bar.replaceChildren(
      h(
        "button",
        { type: "button", class: "pinned-words", onclick: () => this.actions.jumpTo(message.message_id) },
        h("strong", {}, "Pinned message"),
        h("span", { dir: "auto" }, shorten(previewText(message), 160)),
      ),
      icon("pin"),
    );
  }

  #openMenu() {
    const { store, actions, menuButton: button } = this;
    const { chat, isPrivate } = store;
    const parts = { store, actions, button, topic: this.topic() };
    const items = [
      choices("Theme", THEMES, theme(), setTheme),
      choices("Text size", SIZES, size(), setSize),
      ...(isPrivate ? this.#privateItems(chat) : groupItems(parts)),
    ];
    openMenu(this.menuButton, items, "Chat menu");
  }

  #privateItems(chat) {
    return chat.blocked
      ? [{ label: "Unblock bot", icon: "block", act: () => this.actions.unblock() }]
      : [{ label: "Block bot", icon: "block", danger: true, act: () => this.actions.block() }];
  }
}

const dots = () => h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));

function choices(label, options, current, choose) {
  return h(
    "div",
    { class: "menu-choices", role: "group", "aria-label": label },
    h("span", { "aria-hidden": "true" }, label),
    h(
      "div",
      { class: "segments" },
      options.map(({ value, name, symbol }) =>
        h(
          "button",
          {
            type: "button",
            role: "menuitemradio",
            "aria-checked": String(value === current),
            "aria-label": `${label}: ${name}`,
            title: name,
            onclick: () => {
              closeMenu();
              choose(value);
            },
          },
          symbol.length > 1 ? icon(symbol) : h("span", { class: `sample-${value}` }, symbol),
        ),
      ),
    ),
  );
}
