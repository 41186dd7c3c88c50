// What the page knows: one snapshot, and the events that came after it.

const RECENT_EVENTS = 500;

export class Store {
  me = null;
  user = null;
  commands = [];
  description = "";
  shortDescription = "";
  menuButton = null;
  /** @type {Map<number, Object>} chats by id, each with last_message, blocked and unread */
  chats = new Map();
  /** The open chat; undefined until the first snapshot says which one is the private chat. */
  chatId = undefined;
  /** The open chat's messages, oldest first. */
  messages = [];
  /** The open chat's reply keyboard, or null. */
  keyboard = null;
  /** Messages on their way out, or that didn't get there: {key, chatId, text, state, …}. */
  outgoing = [];
  /** What the bot is doing, by chat: {action, timer}. */
  actions = new Map();
  online = false;

  #lastEvent = 0;
  #recent = [];
  #listeners = [];
  #scheduled = false;

  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** Tell the views, once for all changes of this turn. Works in a hidden tab too, where frames don't come. */
  changed() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      for (const listener of this.#listeners) listener();
    });
  }

  get chat() {
    return this.chats.get(this.chatId);
  }

  get isPrivate() {
    return this.chat?.type === "private";
  }

  /** Replace what is known by a snapshot; events that are newer than it are applied again on top. */
  load(snapshot, chatId) {
    this.me = snapshot.me;
    this.user = snapshot.user;
    this.commands = snapshot.commands;
    this.description = snapshot.description;
    this.shortDescription = snapshot.short_description;
    this.menuButton = snapshot.menu_button;
    this.chats = new Map(snapshot.chats.map((chat) => [chat.id, chat]));
    this.messages = this.#keepSame(snapshot.messages);
    this.chatId = chatId ?? snapshot.user.id;
    this.keyboard = snapshot.keyboard;
    this.outgoing = this.outgoing.filter((entry) => !this.#arrived(entry));
    this.#recent = this.#recent.filter(({ id }) => id > snapshot.events);
    // a server that was started over counts from the beginning again
    this.#lastEvent = this.#recent.at(-1)?.id ?? snapshot.events;
    for (const { event } of this.#recent) this.#reduce(event);
    this.changed();
  }

  /** A message that didn't change keeps its identity, so that no view draws it again. */
  #keepSame(messages) {
    const known = new Map(this.messages.map((message) => [`${message.chat.id}:${message.message_id}`, message]));
    return messages.map((message) => {
      const old = known.get(`${message.chat.id}:${message.message_id}`);
      return old && JSON.stringify(old) === JSON.stringify(message) ? old : message;
    });
  }

  /** Forget the events of a stream that has ended; the next snapshot contains them. */
  forgetEvents() {
    this.#recent = [];
  }

  /** @returns {boolean} whether the event is news, rather than one that a snapshot has already brought */
  apply(id, event) {
    if (id <= this.#lastEvent) return false;
    this.#lastEvent = id;
    this.#recent.push({ id, event });
    if (this.#recent.length > RECENT_EVENTS) this.#recent.shift();
    this.#reduce(event);
    this.changed();
    return true;
  }

  #reduce(event) {
    REDUCERS[event.type]?.(this, event);
  }

  /** Put a message where it belongs, in place of an older version of itself. */
  put(message) {
    if (message.chat.id !== this.chatId) return;
    const at = this.messages.findLastIndex((other) => other.message_id <= message.message_id);
    if (at >= 0 && this.messages[at].message_id === message.message_id) this.messages[at] = message;
    else this.messages.splice(at + 1, 0, message);
  }

  find(messageId) {
    return this.messages.find((message) => message.message_id === messageId);
  }

  // ---- messages on their way out ----

  queue(entry) {
    this.outgoing.push(entry);
    this.changed();
  }

  sent(entry, message) {
    this.outgoing = this.outgoing.filter((other) => other !== entry);
    this.arrived(message);
  }

  /** A message of the reader's own that a request has brought. */
  arrived(message) {
    REDUCERS.message(this, { message });
    this.changed();
  }

  failed(entry, reason) {
    entry.state = "failed";
    entry.reason = reason;
    this.changed();
  }

  discard(entry) {
    this.outgoing = this.outgoing.filter((other) => other !== entry);
    this.changed();
  }

  /** Whether the message of an unanswered request is already in the chat: its answer was lost on the way. */
  #arrived(entry) {
    return this.messages.some(
      (message) =>
        message.out && message.text === entry.text && entry.chatId === this.chatId && message.message_id > entry.after,
    );
  }

  setAction(chatId, action, thread = null) {
    clearTimeout(this.actions.get(chatId)?.timer);
    if (action === null) this.actions.delete(chatId);
    // Telegram shows an action for five seconds or until the bot's next message
    else this.actions.set(chatId, { action, thread, timer: setTimeout(() => this.setAction(chatId, null), 5500) });
    this.changed();
  }

  patchChat(chatId, changes) {
    const chat = this.chats.get(chatId);
    if (chat) this.chats.set(chatId, { ...chat, ...changes });
    this.changed();
  }
}

const REDUCERS = {
  message(store, { message, keyboard }) {
    const known = store.chats.get(message.chat.id) ?? { ...message.chat, blocked: false, unread: 0 };
    const isNew = (known.last_message?.message_id ?? 0) < message.message_id;
    store.chats.set(message.chat.id, {
      ...known,
      last_message: isNew ? message : known.last_message,
      unread: known.unread + (isNew && !message.out ? 1 : 0),
    });
    if (message.out && !message.via_bot) settle(store, message);
    else store.setAction(message.chat.id, null);
    store.put(message);
    if (keyboard !== undefined && message.chat.id === store.chatId) store.keyboard = keyboard;
  },
  edit(store, { message }) {
    const chat = store.chats.get(message.chat.id);
    if (chat?.last_message?.message_id === message.message_id) store.patchChat(chat.id, { last_message: message });
    if (message.chat.id === store.chatId && store.find(message.message_id)) store.put(message);
  },
  delete(store, { chat_id: chatId, message_ids: ids }) {
    const chat = store.chats.get(chatId);
    if (chatId === store.chatId) store.messages = store.messages.filter(({ message_id: id }) => !ids.includes(id));
    if (!chat || !ids.includes(chat.last_message?.message_id)) return;
    store.patchChat(chatId, { last_message: chatId === store.chatId ? (store.messages.at(-1) ?? null) : null });
  },
  action(store, { chat_id: chatId, action, thread }) {
    store.setAction(chatId, action, thread);
  },
  commands(store, { commands }) {
    // the event tells of the private chat; a group's own are asked for
    if (store.isPrivate) store.commands = commands;
  },
  chat(store, { chat }) {
    if (chat.members && !chat.members.some(({ user }) => user.id === store.user?.id)) {
      store.chats.delete(chat.id);
      return;
    }
    store.chats.set(chat.id, { unread: 0, blocked: false, last_message: null, ...store.chats.get(chat.id), ...chat });
  },
  reaction(store, { chat_id: chatId, message_id: id, reactions }) {
    const message = chatId === store.chatId && store.find(id);
    if (message) store.put({ ...message, reactions });
  },
  pin(store, { chat_id: chatId, message }) {
    store.patchChat(chatId, { pinned_message: message });
  },
};

/** The event of an own message may overtake the answer to the request that sent it. */
function settle(store, message) {
  const at = store.outgoing.findIndex((entry) => entry.chatId === message.chat.id && entry.text === message.text);
  if (at >= 0) store.outgoing = store.outgoing.toSpliced(at, 1);
}
