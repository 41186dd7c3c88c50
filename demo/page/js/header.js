// The top of the conversation: who it is with, what they are doing, the menu, the pinned message, the forum's topics.

import { avatar } from "./avatar.js";
import { h, hiddenText } from "./dom.js";
import { icon } from "./icons.js";
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

  /** @param {{store: Store, actions: Object}} parts */
  constructor({ store, actions }) {
    this.store = store;
    this.actions = actions;
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
    const doing = actions.get(chatId)?.action;
    const elsewhere = [...chats.values()].reduce((sum, one) => sum + (one.id === chatId ? 0 : one.unread), 0);
    const pinned = chat.pinned_message;
    // drawn only when something changed: a live region that is filled anew is read out anew
    const state = JSON.stringify([who.id, who.first_name, who.title, chat.type, doing, elsewhere, pinned]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    this.picture.replaceChildren(avatar(who, isPrivate));
    this.name.textContent = nameOf(who);
    this.#renderStatus(doing);
    this.unread.hidden = !elsewhere;
    this.unread.replaceChildren(String(elsewhere), hiddenText(" unread elsewhere"));
    this.#renderPinned(pinned);
  }

  #renderStatus(doing) {
    const { chat, isPrivate } = this.store;
    this.status.classList.toggle("busy", Boolean(doing));
    if (doing) this.status.replaceChildren(DOINGS[doing] ?? DOINGS.typing, dots());
    else this.status.replaceChildren(isPrivate ? "bot" : KINDS[chat.type]);
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
    const { chat, isPrivate } = this.store;
    const items = [
      choices("Theme", THEMES, theme(), setTheme),
      choices("Text size", SIZES, size(), setSize),
      ...(isPrivate ? this.#privateItems(chat) : this.#groupItems(chat)),
    ];
    openMenu(this.menuButton, items, "Chat menu");
  }

  #privateItems(chat) {
    return chat.blocked
      ? [{ label: "Unblock bot", icon: "block", act: () => this.actions.unblock() }]
      : [{ label: "Block bot", icon: "block", danger: true, act: () => this.actions.block() }];
  }

  #groupItems(chat) {
    if (chat.blocked) return [{ label: "Add the bot again", icon: "plus", act: () => this.actions.addBot() }];
    return [
      chat.is_forum && { label: "New topic", icon: "plus", act: () => this.actions.newTopic() },
      chat.type !== "channel" && { label: "Make the bot an admin", icon: "user", act: () => this.actions.promote() },
      chat.type === "group" && { label: "Upgrade to a supergroup", icon: "group", act: () => this.actions.migrate() },
      { label: "Remove the bot", icon: "trash", danger: true, act: () => this.actions.removeBot() },
    ];
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
