// Choosing one of the chats, or one of the people, in a dialog.

import { avatar } from "./avatar.js";
import { listBox } from "./dialogs.js";
import { nameOf } from "./rows.js";

/** @returns {Promise<number|null>} the chosen chat's id, or null where it was called off */
export function chatBox(title, chats, me) {
  return listBox(
    title,
    chats.map((chat) => {
      const isBot = chat.type === "private";
      return { value: chat.id, picture: avatar(isBot ? me : chat, isBot), label: isBot ? nameOf(me) : chat.title };
    }),
  );
}

/** @param {Object[]} people Users, each perhaps with a `note` @returns {Promise<number|null>} the chosen one's id */
export function personBox(title, people) {
  return listBox(
    title,
    people.map((person) => ({ value: person.id, picture: avatar(person), label: nameOf(person), note: person.note })),
  );
}
