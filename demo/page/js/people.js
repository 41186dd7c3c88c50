// Who is in a group or channel, and what its admins can make of them.

import { getPeople } from "./api.js";
import { personBox } from "./chat-box.js";
import { openMenu } from "./menu.js";
import { told } from "./request.js";
import { isAdmin } from "./rights.js";

const STATUS = { creator: "owner", administrator: "admin", member: "member", restricted: "restricted" };

/** @param {{store: Store, actions: Object, button: HTMLElement}} parts `button` is where a person's menu opens */
export async function showPeople({ store, actions, button }) {
  const { chat, user } = store;
  const people = chat.members.map((member) => ({ ...member.user, note: noteOf(member) }));
  const id = await personBox(isAdmin(chat, user.id) ? "Members: tap one to change" : "Members", people);
  const chosen = chat.members.find((member) => member.user.id === id);
  if (!chosen || chosen.status === "creator" || !isAdmin(chat, user.id)) return;
  openMenu(button, itemsFor(chosen, chat, actions), "Member");
}

const noteOf = ({ status, rights }) =>
  [STATUS[status], rights.is_anonymous && "anonymous", rights.can_post_messages === false && "may not post"]
    .filter(Boolean)
    .join(", ");

function itemsFor({ user, status, rights }, chat, actions) {
  const isChannel = chat.type === "channel";
  const set = (wanted, given) => () => actions.promote(user.id, wanted, given);
  const isHandled = status === "administrator";
  return [
    !isHandled && { label: "Make an admin", icon: "user", act: set("administrator") },
    isHandled && !(isChannel && user.is_bot) && { label: "Take admin rights", icon: "user", act: set("member") },
    isHandled &&
      isChannel && {
        label: rights.can_post_messages === false ? "Let post" : "Keep from posting",
        icon: "block",
        act: set("administrator", { can_post_messages: rights.can_post_messages === false }),
      },
    !isHandled &&
      !isChannel && {
        label: status === "restricted" ? "Let write again" : "Keep from writing",
        icon: "block",
        act: set(status === "restricted" ? "member" : "restricted"),
      },
    { label: "Remove", icon: "trash", danger: true, act: set("kicked") },
  ];
}

/** Bring somebody in who isn't there yet. */
export async function addPerson({ store, actions }) {
  await told(async () => {
    const { users } = await getPeople();
    const inside = new Set(store.chat.members.map(({ user }) => user.id));
    const others = users.filter(({ id }) => !inside.has(id));
    if (!others.length) throw new Error("Everybody is here; make a new person first, from your picture above the chats");
    const id = await personBox("Add …", others);
    if (id !== null) await actions.promote(id, "member");
  });
}
