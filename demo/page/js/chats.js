// The list of chats: always there on a wide screen, a page of its own on a narrow one.

import { avatar } from "./avatar.js";
import { checkbox, field, formBox } from "./dialogs.js";
import { h, hiddenText } from "./dom.js";
import { briefText, dateOf } from "./format.js";
import { icon } from "./icons.js";
import { languageName, openMeMenu } from "./me.js";
import { nameOf, previewText, serviceText, shorten } from "./rows.js";

export class ChatList {
  #drawn = "";

  /** @param {{store: Store, actions: Object}} parts */
  constructor({ store, actions }) {
    this.store = store;
    this.actions = actions;
    this.list = h("ul", { class: "chat-list" });
    this.me = h("button", {
      type: "button",
      class: "me",
      "aria-haspopup": "menu",
      onclick: () => openMeMenu(this.me, store),
    });
    document
      .getElementById("chats")
      .append(
        h(
          "div",
          { class: "chats-head" },
          this.me,
          h("h2", {}, "Chats"),
          h(
            "button",
            { type: "button", class: "round", "aria-label": "New group or channel", onclick: () => newGroup(actions) },
            icon("plus"),
          ),
        ),
        this.list,
      );
  }

  render() {
    const { chats, chatId, actions, user } = this.store;
    const ordered = [...chats.values()].sort((a, b) => (b.last_message?.date ?? 0) - (a.last_message?.date ?? 0));
    const state = JSON.stringify([ordered, chatId, [...actions.keys()], user]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    this.me.replaceChildren(avatar(user));
    this.me.setAttribute("aria-label", `You are ${nameOf(user)}, in ${languageName(user.language_code)}`);
    const focused = this.list.contains(document.activeElement) && document.activeElement.hash;
    this.list.replaceChildren(...ordered.map((chat) => this.#entry(chat, chat.id === chatId)));
    if (focused) this.list.querySelector(`a[href="${focused}"]`)?.focus({ preventScroll: true });
  }

  #entry(chat, isOpen) {
    const { me, actions: doings } = this.store;
    const isBot = chat.type === "private";
    const last = chat.last_message;
    return h(
      "li",
      {},
      h(
        "a",
        { class: "chat-entry", href: `#/chat/${chat.id}`, "aria-current": isOpen ? "page" : null },
        avatar(isBot ? me : chat, isBot),
        h(
          "span",
          { class: "chat-words" },
          h(
            "span",
            { class: "chat-line" },
            h("strong", { dir: "auto" }, isBot ? nameOf(me) : chat.title),
            last && h("time", {}, briefText(dateOf(last.date), new Date())),
          ),
          h(
            "span",
            { class: "chat-line" },
            h(
              "span",
              { class: "chat-preview", dir: "auto" },
              doings.has(chat.id) ? h("em", {}, "typing…") : lastLine(chat),
            ),
            chat.unread > 0 && h("span", { class: "badge" }, String(chat.unread), hiddenText(" unread")),
          ),
        ),
      ),
    );
  }
}

function lastLine({ type, last_message: last }) {
  if (!last) return "No messages yet";
  const who = serviceText(last) ? "" : last.out ? "You: " : type !== "private" && last.from ? `${last.from.first_name}: ` : "";
  return who + shorten(previewText(last), 90);
}

const KINDS = [
  ["group", "Group"],
  ["supergroup", "Supergroup"],
  ["channel", "Channel"],
];

async function newGroup(actions) {
  const answers = await formBox({
    title: "Add the bot to a new chat",
    action: "Create",
    body: [
      field("Name", { name: "title", required: true, maxlength: 128, dir: "auto", autofocus: true }),
      h(
        "fieldset",
        { class: "choices" },
        h("legend", {}, "Kind"),
        KINDS.map(([value, label]) =>
          h("label", {}, h("input", { type: "radio", name: "type", value, checked: value === "group" }), label),
        ),
      ),
      checkbox("With topics (supergroups)", { name: "forum" }),
    ],
  });
  if (answers) await actions.createGroup(answers.get("title").trim(), answers.get("type"), answers.has("forum"));
}
