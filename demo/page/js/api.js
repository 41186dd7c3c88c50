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
  } catch (error) {
    if (error.name === "AbortError") throw error;
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

/** Who the page's reader is: the first person, or the one that `?as=` in the address names. */
export const me = Number(new URLSearchParams(location.search).get("as")) || undefined;

const post = (path, body, signal) =>
  request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ user: me, ...body }),
    signal,
  });

/** An address on the user's side; parameters that are undefined are left out. */
function address(path, parameters) {
  const given = Object.entries({ user: me, ...parameters }).filter(([, value]) => value !== undefined);
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

/** `chat` undefined means the user's private chat with the bot. */
export const getState = (chat) => request(address("/user/state", { chat }));
export const eventsAddress = (since) => address("/user/events", { since });
export const fileAddress = (fileId) => `/user/file/${encodeURIComponent(fileId)}`;
export const getPreview = (chat, message) => request(address("/user/preview", { chat, message }));
export const previewPicture = (chat, message) => address("/user/preview_picture", { chat, message });
export const thumbnailAddress = (query, result) => address("/user/thumbnail", { query_id: query, result_id: result });

export const sendText = (chat, text, { replyTo, thread } = {}) =>
  post("/user/send", { chat, text, reply_to: replyTo, thread });
export const editText = (chat, messageId, text) => post("/user/edit", { chat, message_id: messageId, text });
export const deleteMessage = (chat, messageId) => post("/user/delete", { chat, message_id: messageId });
export const tap = (chat, messageId, data) => post("/user/tap", { chat, message_id: messageId, data });
export const react = (chat, messageId, emoji) => post("/user/react", { chat, message_id: messageId, emoji });
export const block = () => post("/user/block", {});
export const unblock = () => post("/user/unblock", {});
export const markRead = (chat) => post("/user/read", { chat });
export const sendLocation = (chat, { latitude, longitude }, { replyTo, thread } = {}) =>
  post("/user/location", { chat, latitude, longitude, reply_to: replyTo, thread });

/** @returns {Promise<Object>} the bot's answer: its results, a page of them */
export const askInline = (chat, query, offset, signal) => post("/user/inline", { chat, query, offset }, signal);
export const chooseResult = (chat, queryId, resultId, { replyTo, thread } = {}) =>
  post("/user/choose", { chat, query_id: queryId, result_id: resultId, reply_to: replyTo, thread });

export const createGroup = (title, type, forum) => post("/user/groups", { title, type, forum });
export const startGroup = (chat, parameter) => post("/user/start_group", { chat, parameter });
export const promote = (chat, user, status, rights = {}) => post("/user/promote", { chat, user, status, rights });
export const permit = (chat, permissions) => post("/user/permit", { chat, permissions });
export const setAnonymous = (chat, anonymous) => post("/user/anonymous", { chat, anonymous });
export const addBot = (chat) => post("/user/add", { chat });
export const removeBot = (chat) => post("/user/remove", { chat });
export const leave = (chat) => post("/user/leave", { chat });
export const migrate = (chat, forum) => post("/user/migrate", { chat, forum });

export const openTopic = (chat, name) => post("/user/topic", { chat, name });
export const renameTopic = (chat, thread, name) => post("/user/rename_topic", { chat, thread, name });
export const closeTopic = (chat, thread, closed) => post("/user/close_topic", { chat, thread, reopen: !closed });
export const deleteTopic = (chat, thread) => post("/user/delete_topic", { chat, thread });

export const getPeople = () => request("/user/users");
export const newPerson = (person) => post("/user/users", person);
export const changeProfile = (profile) => post("/user/profile", profile);

export function sendDocument(chat, file, { caption, asPhoto, replyTo, thread } = {}) {
  const form = new FormData();
  const fields = { user: me, chat, caption, as_photo: asPhoto, reply_to: replyTo, thread };
  for (const [name, value] of Object.entries(fields)) if (value) form.append(name, value);
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
