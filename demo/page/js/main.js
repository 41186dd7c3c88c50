// Puts the page together: the store in the middle, the connection that feeds it, the views that show it.

import { makeActions } from "./actions.js";
import { getState, markRead } from "./api.js";
import { ChatList } from "./chats.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Conversation } from "./conversation.js";
import { alertBox, toast } from "./dialogs.js";
import { h } from "./dom.js";
import { safeAddress } from "./entities.js";
import { Header } from "./header.js";
import { Taps } from "./inline-keyboard.js";
import { startNotice } from "./notice.js";
import { goTo } from "./request.js";
import { nameOf } from "./rows.js";
import { Store } from "./store.js";
import { Title } from "./title.js";
import { Topics } from "./topics.js";
import { welcomeOf } from "./welcome.js";

const store = new Store();
const taps = new Taps((message, data) => conversation.showTap(message, data, taps.isPending(message, data)));
const actions = makeActions({ store, taps, view });
const context = () => ({ isGroup: !store.isPrivate, actions, isTapPending: taps.isPending, reply: answer });
const conversation = new Conversation({ store, context, onRead: read });
const composer = new Composer({ store, actions, thread: () => topics.thread });
const header = new Header({ store, actions, topic: () => topics.topic });
const chats = new ChatList({ store, actions });
const topics = new Topics({ store, onChoose: render });
const title = new Title(store);
const connectionBar = document.getElementById("connection");

/** What actions may change in the page. */
function view() {
  const showThreadOf = (messageId) => topics.showThreadOf(messageId) && conversation.jumpTo(messageId);
  return { conversation, composer, thread: topics.thread, show, showThreadOf };
}

/** Answer a message that was pulled aside, where one may write. */
function answer(message) {
  if (!composer.bar.hidden) composer.reply(message);
}

function render() {
  if (!store.me) return;
  header.render();
  chats.render();
  topics.render();
  conversation.render(topics.chosen);
  welcomeOf(store);
  composer.render();
  title.render();
}

store.onChange(render);

// ---- reading ----

/** Tell the server what the reader has seen; nobody reads a hidden tab. */
function read() {
  if (document.hidden || !store.chat?.unread) return;
  const { chatId } = store;
  store.patchChat(chatId, { unread: 0 });
  markRead(chatId).catch((error) => console.warn(error));
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  title.seen();
  if (conversation.position.isAtBottom) read();
});

// ---- events ----

const connection = new Connection({
  async snapshot() {
    store.forgetEvents();
    try {
      return await loadChat(chatInAddress());
    } catch (error) {
      if (!(error.status >= 400 && error.status < 500)) throw error;
      // a chat of an earlier demo: begin where everybody begins
      store.chatId = undefined;
      history.replaceState(null, "", "#");
      return loadChat(undefined);
    }
  },
  event: onEvent,
  online(isOnline) {
    store.online = isOnline;
    showConnection();
  },
});

async function loadChat(chatId) {
  const snapshot = await getState(chatId);
  // another chat may have been opened while this one was on its way
  if (chatId === chatInAddress()) {
    store.load(snapshot, chatId);
    queueMicrotask(read);
  }
  return snapshot.events;
}

function onEvent(id, event) {
  // the server's log no longer reaches back to where this stream began
  if (event.type === "reset") return connection.start();
  if (!store.apply(id, event)) return;
  if (event.type === "answer") onAnswer(event);
  if (event.type === "message" && !event.message.out) onIncoming(event);
  if (event.type === "commands" && !store.isPrivate) loadChat(store.chatId).catch((error) => console.warn(error));
  // whoever is no longer in a chat sees it no longer
  if (event.type === "chat" && store.chatId !== undefined && !store.chat) goTo(store.user.id);
}

function onAnswer({ query_id: queryId, text, show_alert: isAlert, url }) {
  taps.answer(queryId);
  const href = url && safeAddress(url);
  if (href && !actions.open(href)) window.open(href, "_blank", "noopener,noreferrer");
  if (!text) return;
  if (isAlert) alertBox(nameOf(store.me), text);
  else toast(text);
}

function onIncoming({ message, keyboard }) {
  title.arrived();
  if (message.chat.id !== store.chatId) return;
  if (conversation.position.arrived()) read();
  // https://core.telegram.org/bots/api#forcereply
  if (keyboard?.force_reply) composer.reply(message);
}

function showConnection() {
  connectionBar.classList.toggle("lost", !store.online);
  connectionBar.replaceChildren(
    ...(store.online ? [] : [h("span", { class: "spinner", "aria-hidden": "true" }), "Connecting…"]),
  );
}

// ---- the address ----

/** The open chat's id from the address; undefined stands for the private chat. */
function chatInAddress() {
  const match = /^#\/chat\/(-?\d+)$/.exec(location.hash);
  return match ? Number(match[1]) : store.chatId;
}

addEventListener("hashchange", () => {
  document.body.classList.toggle("show-chats", location.hash === "#/chats");
  return open(chatInAddress());
});

async function open(chatId) {
  if (chatId === store.chatId) return;
  try {
    await loadChat(chatId);
  } catch (error) {
    toast(error.message);
    location.hash = "";
  }
}

/** Go to a chat and wait until it is there. */
async function show(chatId) {
  if (location.hash !== `#/chat/${chatId}`) history.pushState(null, "", `#/chat/${chatId}`);
  document.body.classList.remove("show-chats");
  await open(chatId);
}

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address names the chat, and goes on doing so
  composer.field.focus();
});

document.body.classList.toggle("show-chats", location.hash === "#/chats");
showConnection();
connection.start();
startNotice();
