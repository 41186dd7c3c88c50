// What every action needs: going to a chat, and telling the reader what failed.

import { toast } from "./dialogs.js";

export const goTo = (chatId) => {
  location.hash = `#/chat/${chatId}`;
};

/** Run a request and tell the reader when it fails. @returns {Promise<boolean>} whether it went well */
export async function told(work) {
  try {
    await work();
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  }
}
