// The user's side of the local Bot API, over HTTP.

/** A refused or unanswered request; its message is fit for the reader's eyes. */
export class ApiError extends Error {
  constructor(message, status = 0) {
    super(message);
    this.name = "ApiError";
    /** The HTTP status; 0 where there was no answer at all. */
    this.status = status;
  }
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ApiError("No connection to the demo");
  }
  if (!response.ok) throw new ApiError(await reasonOf(response), response.status);
  return response.json();
}

async function reasonOf(response) {
  const text = await response.text();
  try {
    const body = JSON.parse(text);
    return body.error ?? `The demo answered ${response.status}`;
  } catch {
    return text.slice(0, 200) || `The demo answered ${response.status}`;
  }
}

const post = (path, body) =>
  request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** `chat` undefined means the user's private chat with the bot. */
export const getState = (chat) => request(chat === undefined ? "/user/state" : `/user/state?chat=${chat}`);
export const eventsAddress = (since) => `/user/events?since=${since}`;
export const fileAddress = (fileId) => `/user/file/${encodeURIComponent(fileId)}`;

export const sendText = (chat, text, { replyTo, thread } = {}) =>
  post("/user/send", { chat, text, reply_to: replyTo, thread });
export const editText = (chat, messageId, text) => post("/user/edit", { chat, message_id: messageId, text });
export const tap = (chat, messageId, data) => post("/user/tap", { chat, message_id: messageId, data });
export const react = (chat, messageId, emoji) => post("/user/react", { chat, message_id: messageId, emoji });
export const block = () => post("/user/block", {});
export const unblock = () => post("/user/unblock", {});
export const markRead = (chat) => post("/user/read", { chat });
export const sendLocation = (chat, latitude, longitude) => post("/user/location", { chat, latitude, longitude });
export const createGroup = (title, type, forum) => post("/user/groups", { title, type, forum });
export const promote = (chat) => post("/user/promote", { chat, user: "bot", status: "administrator" });
export const addBot = (chat) => post("/user/add", { chat });
export const removeBot = (chat) => post("/user/remove", { chat });
export const migrate = (chat) => post("/user/migrate", { chat });
export const openTopic = (chat, name) => post("/user/topic", { chat, name });

export function sendDocument(chat, file, { caption, replyTo, thread } = {}) {
  const form = new FormData();
  form.append("chat", chat);
  if (caption) form.append("caption", caption);
  if (replyTo) form.append("reply_to", replyTo);
  if (thread) form.append("thread", thread);
  form.append("document", file, file.name);
  return request("/user/document", { method: "POST", body: form });
}

/** The demo's notice, or null where there is none. */
export async function getNotice() {
  try {
    return await request("/demo/notice");
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}
