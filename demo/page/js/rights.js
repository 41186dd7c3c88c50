// What somebody may do in a chat, as far as the page shows or hides a button for it. The server decides.

const ADMINS = ["creator", "administrator"];

const memberOf = (chat, userId) => chat?.members?.find(({ user }) => user.id === userId);

export const isAdmin = (chat, userId) => ADMINS.includes(memberOf(chat, userId)?.status);

export const isAnonymous = (chat, userId) => Boolean(memberOf(chat, userId)?.rights.is_anonymous);

/** Why somebody may not write here, or null where they may. @param {number|null} thread the forum topic, if any */
export function refusal(chat, userId, thread) {
  const member = memberOf(chat, userId);
  if (!member || isAdmin(chat, userId)) return null;
  if (chat.type === "channel") return "Only admins write to this channel";
  if (chat.permissions.can_send_messages === false) return "Only admins write to this group";
  if (member.status === "restricted" && !member.rights.can_send_messages) return "You may not write to this group";
  return chat.topics?.find(({ id }) => id === thread)?.closed ? "This topic is closed" : null;
}
