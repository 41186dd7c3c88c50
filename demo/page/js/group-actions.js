// What the reader can do with groups, channels and forum topics.

import * as api from "./api.js";
import { chatBox } from "./chat-box.js";
import { field, formBox, toast } from "./dialogs.js";
import { goTo, told } from "./request.js";

/** @param {Store} store */
export function groupActions(store) {
  const here = (work) => () => told(() => work(store.chatId));

  return {
    addBot: here(api.addBot),
    removeBot: here(api.removeBot),
    promote: (user, status, rights) => told(() => api.promote(store.chatId, user, status, rights)),
    permit: (permissions) => told(() => api.permit(store.chatId, permissions)),
    setAnonymous: (anonymous) => told(() => api.setAnonymous(store.chatId, anonymous)),
    leave: here(async (chatId) => {
      await api.leave(chatId);
      goTo(store.user.id);
    }),
    migrate: ({ forum = false } = {}) =>
      told(async () => goTo((await api.migrate(store.chatId, forum)).chat.id)),
    createGroup: (title, type, forum) => told(async () => goTo((await api.createGroup(title, type, forum)).chat.id)),
    /** Bring the bot into a group that is asked for, with a link's parameter. */
    async startGroup(parameter) {
      const groups = [...store.chats.values()].filter(({ type }) => type === "group" || type === "supergroup");
      if (!groups.length) return toast("Make a group first: the plus above the chats");
      const chatId = await chatBox("Add the bot to …", groups, store.me);
      if (chatId === null) return;
      await told(async () => {
        await api.startGroup(chatId, parameter);
        goTo(chatId);
      });
    },
    newTopic: () => withName("New topic", "Create", "", (name) => api.openTopic(store.chatId, name)),
    renameTopic: ({ id, name }) =>
      withName("Rename the topic", "Rename", name, (changed) => api.renameTopic(store.chatId, id, changed)),
    closeTopic: ({ id }, closed) => told(() => api.closeTopic(store.chatId, id, closed)),
    deleteTopic: ({ id }) => told(() => api.deleteTopic(store.chatId, id)),
  };
}

async function withName(title, action, value, act) {
  const input = { name: "name", required: true, maxlength: 128, dir: "auto", autofocus: true, value };
  const answers = await formBox({ title, action, body: [field("Name", input)] });
  if (answers) await told(() => act(answers.get("name").trim()));
}
