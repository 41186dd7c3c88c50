// Who the reader is: which person of the demo, with Telegram in which language. For trying the bot as somebody else.

import { changeProfile, getPeople, newPerson } from "./api.js";
import { personBox } from "./chat-box.js";
import { field, formBox, listBox } from "./dialogs.js";
import { openMenu } from "./menu.js";
import { told } from "./request.js";
import { nameOf } from "./rows.js";

const LANGUAGES = "en uk ru de fr es pt-br it pl tr ar fa hi id zh-hans ja".split(" ");
const names = new Intl.DisplayNames(["en"], { type: "language" });

export const languageName = (code) => {
  try {
    return names.of(code);
  } catch {
    return code; // no language tag, which a hostile profile may have
  }
};

/** @param {HTMLElement} button @param {Store} store */
export function openMeMenu(button, store) {
  const items = [
    { label: `Language: ${languageName(store.user.language_code)}`, icon: "globe", act: () => chooseLanguage(store) },
    { label: "Be somebody else", icon: "user", act: () => choosePerson(store.user) },
    { label: "New person", icon: "plus", act: addPerson },
  ];
  openMenu(button, items, `You are ${nameOf(store.user)}`);
}

async function chooseLanguage(store) {
  const choices = LANGUAGES.map((code) => ({ value: code, label: languageName(code), note: code }));
  const code = await listBox("Telegram speaks", choices);
  if (!code) return;
  await told(async () => {
    const { user } = await changeProfile({ language_code: code });
    store.user = user;
    store.changed();
    // the bot's descriptions and commands come in it now
    location.reload();
  });
}

async function choosePerson(user) {
  await told(async () => {
    const { users } = await getPeople();
    const others = users.filter(({ id }) => id !== user.id);
    if (!others.length) return addPerson();
    const id = await personBox("Be …", others.map((person) => ({ ...person, note: languageName(person.language_code) })));
    if (id !== null) become(id);
  });
}

async function addPerson() {
  const answers = await formBox({
    title: "New person",
    action: "Create",
    body: [
      field("First name", { name: "first_name", required: true, maxlength: 64, dir: "auto", autofocus: true }),
      field("Language code", { name: "language_code", value: "en", pattern: "[a-zA-Z]{2,3}(-[a-zA-Z0-9]+)*" }),
    ],
  });
  if (answers) await told(async () => become((await newPerson(Object.fromEntries(answers))).user.id));
}

function become(id) {
  location.assign(`${location.pathname}?as=${id}`);
}
