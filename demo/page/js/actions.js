// What the reader can do, wherever the button for it stands.

import * as api from "./api.js";
import { askPlace } from "./attach.js";
import { chatBox } from "./chat-box.js";
import { photoBox, toast } from "./dialogs.js";
import { groupActions } from "./group-actions.js";
import { botLink } from "./links.js";
import { openMessageMenu } from "./message-menu.js";
import { goTo, told } from "./request.js";

let lastKey = 0;

/**
 * @param {{store: Store, taps: Taps, view: function(): {conversation: Conversation, composer: Composer, thread: number|null,
 *   show: function(number): Promise, showThreadOf: function(number): boolean}}} parts `show` opens a chat
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

  /**
   * Send to the open chat what isn't a text, and go to where it will be. What it took from the composer, which may be
   * needed for the next message at once, comes back where it can't be sent.
   * @param {function(number, {replyTo: number, thread: number}): Promise} request given the chat, and the place in it
   * @param {{withText: boolean}} options `withText` where it stands for what is in the field
   */
  const sendHere = (request, { withText = false } = {}) =>
    told(async () => {
      const { composer, conversation, thread } = view();
      const taken = composer.take({ withText });
      const replyTo = taken.replyTo?.message_id;
      conversation.position.toBottom();
      try {
        await request(store.chatId, { replyTo, thread: threadOf(store, replyTo) ?? thread ?? undefined });
      } catch (error) {
        composer.giveBack(taken);
        throw error;
      }
    });

  const actions = {
    toast,
    copy: async (text) => {
      await navigator.clipboard.writeText(text);
      toast("Copied");
    },
    command: (text) => actions.send(text),
    openPhoto: photoBox,
    /** Write to a chat, the open one unless another is named. */
    send(text, { replyTo, chatId = store.chatId } = {}) {
      const isHere = chatId === store.chatId;
      const entry = {
        key: `out:${(lastKey += 1)}`,
        chatId,
        text,
        replyTo,
        thread: (isHere && (threadOf(store, replyTo) ?? view().thread)) || undefined,
        date: Math.floor(Date.now() / 1000),
        after: isHere ? (store.messages.at(-1)?.message_id ?? 0) : Infinity,
      };
      store.queue(entry);
      if (isHere) view().conversation.position.toBottom();
      return deliver(entry);
    },
    tap: (message, data) =>
      told(() => taps.begin(message, data, () => api.tap(message.chat.id, message.message_id, data))),
    react: (message, emoji) => told(() => api.react(message.chat.id, message.message_id, emoji)),
    deleteMessage: (message) => told(() => api.deleteMessage(message.chat.id, message.message_id)),
    sendDocument: (file, caption, asPhoto) =>
      sendHere((chatId, place) => api.sendDocument(chatId, file, { caption, asPhoto, ...place })),
    async askLocation() {
      const location = await askPlace();
      if (location) await sendHere((chatId, place) => api.sendLocation(chatId, location, place));
    },
    chooseResult: (queryId, resultId) =>
      sendHere(
        async (chatId, place) => store.arrived((await api.chooseResult(chatId, queryId, resultId, place)).message),
        { withText: true },
      ),
    jumpTo(messageId) {
      if (!view().conversation.jumpTo(messageId) && !view().showThreadOf(messageId)) toast("That message is gone");
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
    ...groupActions(store),
    edit: (message, text) => told(() => api.editText(message.chat.id, message.message_id, text)),
    /** Begin an inline query, here or in a chat that is asked for. */
    async inlineQuery(query, { elsewhere = false } = {}) {
      const chatId = elsewhere ? await chatBox("Share with …", [...store.chats.values()], store.me) : store.chatId;
      if (chatId === null) return;
      await view().show(chatId);
      view().composer.insert(`@${store.me.username} ${query}`);
    },
    /** Go to the bot, and begin it with a parameter, where there is one. */
    startBot(parameter) {
      goTo(store.user.id);
      if (parameter) actions.send(`/start ${parameter}`, { chatId: store.user.id });
    },
    /** Links to the bot itself stay in the page. @returns {boolean} whether this was one */
    open(address) {
      const link = botLink(address, store.me?.username);
      if (!link) return false;
      if (link.startgroup === undefined) actions.startBot(link.start);
      else actions.startGroup(link.startgroup);
      return true;
    },
    openMenu: (at, message) => openMessageMenu(at, message, { store, actions, view, deliver }),
  };
  return actions;
}

const threadOf = (store, replyTo) => {
  const replied = replyTo === undefined ? undefined : store.find(replyTo);
  return replied?.is_topic_message ? replied.message_thread_id : undefined;
};
