// What the reader can do, wherever the button for it stands.

import * as api from "./api.js";
import { askPlace } from "./attach.js";
import { field, formBox, photoBox, toast } from "./dialogs.js";
import { h } from "./dom.js";
import { closeMenu, openMenu } from "./menu.js";
import { coloured } from "./message.js";

const REACTIONS = ["👍", "👎", "❤", "🔥", "🎉", "🤔", "😁", "😢"];
let lastKey = 0;

/**
 * @param {{store: Store, taps: Taps, view: function(): {conversation: Conversation, composer: Composer, thread: number|null}}} parts
 */
export function makeActions({ store, taps, view }) {
  const deliver = async (entry) => {
    entry.state = "sending";
    try {
      store.sent(entry, (await api.sendText(entry.chatId, entry.text, entry)).message);
    } catch (error) {
      store.failed(entry, error.message);
    }
  };

  const actions = {
    toast,
    copy: async (text) => {
      await navigator.clipboard.writeText(text);
      toast("Copied");
    },
    command: (text) => actions.send(text),
    openPhoto: photoBox,
    send(text, { replyTo } = {}) {
      const entry = {
        key: `out:${(lastKey += 1)}`,
        chatId: store.chatId,
        text,
        replyTo,
        thread: threadOf(store, replyTo) ?? view().thread ?? undefined,
        date: Math.floor(Date.now() / 1000),
        after: store.messages.at(-1)?.message_id ?? 0,
      };
      store.queue(entry);
      view().conversation.position.toBottom();
      return deliver(entry);
    },
    tap: (message, data) =>
      told(() => taps.begin(message, data, () => api.tap(message.chat.id, message.message_id, data))),
    react: (message, emoji) => told(() => api.react(message.chat.id, message.message_id, emoji)),
    sendDocument(file, caption) {
      const composer = view().composer;
      const replyTo = composer.replyTo?.message_id;
      composer.cancel();
      view().conversation.position.toBottom();
      return told(() => api.sendDocument(store.chatId, file, { caption, replyTo, thread: view().thread ?? undefined }));
    },
    async askLocation() {
      const place = await askPlace();
      if (place) await told(() => api.sendLocation(store.chatId, place.latitude, place.longitude));
    },
    jumpTo(messageId) {
      if (!view().conversation.jumpTo(messageId)) toast("That message is gone");
    },
    block: () =>
      told(async () => {
        await api.block();
        store.patchChat(store.chatId, { blocked: true });
      }),
    unblock: () =>
      told(async () => {
        await api.unblock();
        store.patchChat(store.chatId, { blocked: false });
      }),
    async restart() {
      await actions.unblock();
      await actions.send("/start");
    },
    promote: () =>
      told(async () => {
        await api.promote(store.chatId);
        toast("The bot is an admin here now");
      }),
    addBot: () => told(() => api.addBot(store.chatId)),
    removeBot: () => told(() => api.removeBot(store.chatId)),
    migrate: () => told(async () => goTo((await api.migrate(store.chatId)).chat.id)),
    newTopic: () =>
      told(async () => {
        const answers = await formBox({
          title: "New topic",
          action: "Create",
          body: [field("Name", { name: "name", required: true, maxlength: 128, dir: "auto", autofocus: true })],
        });
        if (answers) await api.openTopic(store.chatId, answers.get("name").trim());
      }),
    createGroup: (title, type, forum) => told(async () => goTo((await api.createGroup(title, type, forum)).chat.id)),
    edit: (message, text) => told(() => api.editText(message.chat.id, message.message_id, text)),
    inlineQuery: (query) => view().composer.insert(`@${store.me.username} ${query}`),
    /** Links to the bot itself stay in the page. @returns {boolean} whether this was one */
    open(address) {
      const start = startParameter(address, store.me?.username);
      if (start === null) return false;
      goTo(store.user.id);
      if (start && store.isPrivate) actions.send(`/start ${start}`);
      return true;
    },
    openMenu: (event, message) => openMessageMenu(event, message, { store, actions, view, deliver }),
  };
  return actions;
}

const goTo = (chatId) => {
  location.hash = `#/chat/${chatId}`;
};

/** Run a request and tell the reader when it fails. */
async function told(work) {
  try {
    await work();
  } catch (error) {
    toast(error.message);
  }
}

const threadOf = (store, replyTo) => (replyTo === undefined ? undefined : store.find(replyTo)?.message_thread_id);

/**
 * The start parameter of a link to the bot: "" where the link has none, null where it leads elsewhere.
 * https://core.telegram.org/bots/features#deep-linking
 */
export function startParameter(address, username) {
  const url = URL.parse(address);
  const isWeb = url?.protocol === "https:" && ["t.me", "telegram.me"].includes(url.host);
  const isApp = url?.protocol === "tg:" && /^(\/\/)?resolve$/.test(url.host || url.pathname);
  const name = isWeb ? url.pathname.slice(1) : isApp ? url.searchParams.get("domain") : null;
  if (!name || name.toLowerCase() !== username?.toLowerCase()) return null;
  return url.searchParams.get("start") ?? "";
}

function openMessageMenu(event, message, { store, actions, view, deliver }) {
  // the browser's own menu stays for links and selected words
  const isContext = event.type === "contextmenu";
  if (isContext && (event.target.closest("a, img") || !getSelection().isCollapsed)) return;
  event.preventDefault();
  const at = isContext && event.clientX ? { x: event.clientX, y: event.clientY } : event.currentTarget;
  openMenu(at, message.pending ? outgoingItems(message.entry) : sentItems(), "Message actions");

  function outgoingItems(entry) {
    return [
      entry.state === "failed" && {
        label: "Send again",
        icon: "retry",
        act: () => {
          deliver(entry);
          store.changed();
        },
      },
      { label: "Delete", icon: "trash", danger: true, act: () => store.discard(entry) },
    ];
  }

  function sentItems() {
    const text = message.text ?? message.caption;
    return [
      reactionBar(message, actions),
      { label: "Reply", icon: "reply", act: () => view().composer.reply(message) },
      message.out && message.text && { label: "Edit", icon: "edit", act: () => view().composer.edit(message) },
      text && { label: "Copy text", icon: "copy", act: () => actions.copy(text) },
    ];
  }
}

function reactionBar(message, actions) {
  const chosen = message.reactions?.find((reaction) => reaction.chosen)?.emoji;
  return h(
    "div",
    { class: "reaction-bar", role: "group", "aria-label": "React" },
    REACTIONS.map((emoji) =>
      h(
        "button",
        {
          type: "button",
          role: "menuitemradio",
          "aria-checked": String(emoji === chosen),
          "aria-label": `React with ${emoji}`,
          onclick: () => {
            closeMenu();
            actions.react(message, emoji === chosen ? "" : emoji);
          },
        },
        coloured(emoji),
      ),
    ),
  );
}
