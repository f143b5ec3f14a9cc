// Only extras: every page works without this file. What it says about saving is true, or it does not say it.
// An answer is written in this device first, then sent, and struck off when the server has spoken: after a crash the
// next page sends it again, under the same UUID.
const me = document.body.dataset;
const form = document.querySelector("[data-save]"); // one question per page
const exit = document.querySelector("[data-unsent]"); // handing in, signing out
const line = document.querySelector("[data-saved]");
const text = line?.dataset;
const action = form?.getAttribute("action"); // not form.action: a field may be called "action"
const place = `${action}#${form?.elements.attempt.value}`; // a new attempt is another place
const tokens = document.getElementsByName("csrfmiddlewaretoken");
const NOBODY = { status: 401, data: {} };
const OURS = ["csrfmiddlewaretoken", "uuid", "sequence"];
const TYPED = "textarea, input:not([type=radio], [type=checkbox])";

let mine; // what this page still has to send, also where the device refuses
let seen = form?.elements.sequence.value - 1; // the highest sequence number
let last, typing, timer, next, failures = 0, turn = Promise.resolve();

// Over plain HTTP: the name of a blob is a UUID too.
const newId = () => crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);
const make = (tag, values) => Object.assign(document.createElement(tag), values);

let shelf;
const openShelf = () =>
  new Promise((yes, no) => {
    setTimeout(no, 2000); // some private modes never answer
    const ask = indexedDB.open("wabp", 1);
    ask.onupgradeneeded = () => ask.result.createObjectStore("answers", { keyPath: "place" });
    ask.onerror = no;
    ask.onsuccess = () => {
      const db = ask.result;
      db.onclose = db.onversionchange = () => { db.close(); shelf = null; };
      yes(db);
    };
  });

// One transaction, done when it stands on the disk; undefined where the device refuses.
const atShelf = async (mode, act) => {
  try {
    const db = await (shelf ??= openShelf());
    return await new Promise((yes, no) => {
      const work = db.transaction("answers", mode, { durability: "strict" });
      const ask = act(work.objectStore("answers"));
      work.oncomplete = () => yes(ask.result);
      work.onabort = no;
    });
  } catch {
    shelf = null;
  }
};

// Unless a newer answer came meanwhile.
const strike = (entry) =>
  atShelf("readwrite", (store) => {
    const ask = store.get(entry.place);
    ask.onsuccess = () => (ask.result?.uuid === entry.uuid || ask.result?.at < entry.at) && store.delete(entry.place);
    return ask;
  });

// Why so: accounts.learners.learner_tag.
const mayGo = (entry, who) => who.learner && (entry.learner === who.learner || (entry.guest && !who.guest));

// The newest first: that is the one somebody looks at.
const unsent = async () => {
  const stored = (await atShelf("readonly", (store) => store.getAll())) ?? [];
  const entries = stored.filter((entry) => mayGo(entry, me) && !(entry.place === place && mine?.at >= entry.at));
  if (mine && !entries.some((entry) => entry.place === place)) entries.push(mine);
  for (const entry of entries) entry.kept = stored.some(({ uuid }) => uuid === entry.uuid);
  return entries.sort((one, other) => other.at - one.at);
};

const say = (words, wrong = false) => {
  if (line.textContent !== words) line.textContent = words;
  line.classList.toggle("saved--wrong", wrong);
};

const sayUnsaved = ({ kept }, { status, data }) => {
  if (!kept) return say(data.error ?? text.not, true);
  if (status !== 401) return say(status ? text.later : text.local);
  say("", true);
  line.append(make("a", { href: `${text.url}?next=${location.pathname}`, textContent: text.login }));
};

const mark = (entry) => {
  mine = entry;
  seen = entry.sequence;
  // Verder sends this same event: a repeat.
  form.elements.uuid.value = entry.uuid;
  form.elements.sequence.value = entry.sequence;
};

// Puts an answer back in its form, unless a newer one stands at the server.
const restore = (entry) => {
  if (entry.place !== place || typing || mine?.uuid === entry.uuid || entry.sequence < seen) return;
  const left = [...entry.pairs];
  for (const field of form.elements) {
    if (!field.name || OURS.includes(field.name) || field.type === "submit") continue;
    const isTyped = field.matches(`select, ${TYPED}`);
    const at = left.findIndex(([name, value]) => name === field.name && (isTyped || value === field.value));
    if (!isTyped) field.checked = at >= 0;
    else field.value = at < 0 ? "" : left.splice(at, 1)[0][1];
  }
  mark(entry);
  say(text.restored);
};

const ask = (url, options) => fetch(url, { ...options, signal: AbortSignal.timeout?.(15000) });

// Who is here now, and his token: signing in makes a new one.
const lookAgain = async (url) => {
  const page = new DOMParser().parseFromString(await (await ask(url)).text(), "text/html");
  const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (token) for (const field of tokens) field.value = token;
  return { token, ...page.body.dataset };
};

const post = ({ action, pairs }, token) => {
  const body = new URLSearchParams([...pairs, ["csrfmiddlewaretoken", token]]);
  const keepalive = `${body}`.length < 6e4; // no more may outlive its page
  return ask(action, { method: "POST", body, keepalive, headers: { "X-Requested-With": "fetch" } });
};

// Status 0: no connection. 401: nobody, or somebody else, is here; "not yours" is then not the last word.
const send = async (entry) => {
  try {
    let reply = tokens[0] && (await post(entry, tokens[0].value));
    if (!reply || reply.status === 403) {
      const now = await lookAgain(entry.action);
      if (!mayGo(entry, now)) return NOBODY;
      reply = await post(entry, now.token);
    }
    const { status } = reply;
    const data = await reply.json().catch(() => ({}));
    if ([404, 409].includes(status) && !mayGo(entry, await lookAgain(entry.action))) return NOBODY;
    return { status, data };
  } catch {
    return { status: 0, data: {} };
  }
};

const settle = async (entry, { error = me.lost, saved, sequence }, status) => {
  await strike(entry);
  if (mine?.uuid === entry.uuid) mine = null;
  if (entry.place === place) {
    if (saved) seen = Math.max(seen, sequence);
    else if (status !== 400) last = null;
    // Else about a newer one.
    if (!mine) say(saved ? `${text.ok} ${saved}` : error, !saved);
  } else if (!saved) {
    const look = { className: "notice notice--notice", role: "status", textContent: error };
    document.querySelector("main").prepend(make("p", look));
  }
};

const flush = async () => {
  clearTimeout(timer);
  const count = {};
  const entries = me.learner ? await unsent() : [];
  entries.forEach(restore);
  let failed, stop;
  for (const entry of entries) {
    const reply = stop ?? (await send(entry));
    const { status, data } = reply;
    if (data.saved || [400, 404, 409, 410].includes(status)) {
      count[data.saved ? "saved" : "refused"] = true;
      await settle(entry, data, status);
      continue;
    }
    failed = true;
    if (mine?.uuid === entry.uuid) sayUnsaved(entry, reply);
    // Then the others need not try; a tired server may take another one.
    if (!status || status === 401) stop = reply;
  }
  if (!failed) failures = 0;
  else if (stop?.status !== 401) timer = setTimeout(wake, 1000 * ([2, 5, 15][failures++] ?? 60));
  return count;
};

// One at a time, in order; who asks meanwhile gets the next.
const wake = () => (next ??= turn = turn.catch(() => {}).then(() => { next = null; return flush(); }));

const save = async () => {
  clearTimeout(typing);
  typing = null;
  const pairs = [...new FormData(form)].filter(([name]) => !OURS.includes(name));
  const content = `${new URLSearchParams(pairs)}`;
  if (last === content) return wake();
  last = content;
  const uuid = newId(), sequence = seen + 1;
  pairs.push(["uuid", uuid], ["sequence", sequence]);
  const entry = { place, action, uuid, sequence, pairs, at: Date.now(), learner: me.learner, guest: me.guest };
  mark(entry);
  say(text.busy);
  await atShelf("readwrite", (store) => store.put(entry));
  return wake();
};

// What only this device has, of this attempt or of this person.
const sayLeft = async (more = "") => {
  const key = exit.elements.attempt?.value ?? "";
  const entries = (await unsent()).filter((entry) => entry.place.endsWith(key));
  const count = entries.length;
  say(count ? `${count > 1 ? text.many.replace("#", count) : text.one} ${more}` : "", count > 0);
  return entries;
};

// Sends first; what cannot go is told, and the second press goes on.
const leave = async (event) => {
  event.preventDefault();
  const { unsent: state } = exit.dataset;
  if (state === "busy") return;
  exit.dataset.unsent = "busy";
  if (!state) say(text.busy);
  const count = state ? {} : await wake().catch(() => ({}));
  const entries = await sayLeft(text.again);
  const isTold = !state && (entries.length || count.refused);
  exit.dataset.unsent = isTold ? "told" : "";
  if (isTold) return;
  if (!exit.elements.attempt) await Promise.all(entries.map(strike));
  exit.submit();
};

const arrive = async () => {
  const count = await wake();
  if (!exit || exit.dataset.unsent) return;
  const { length } = await sayLeft();
  // The list of what is answered was made before these arrived.
  if (exit.elements.attempt && count.saved && !count.refused && !length) location.reload();
};

if (form) {
  // No browser may put an older choice back as the one that stands.
  form.autocomplete = "off";
  form.addEventListener("change", save);
  form.addEventListener("input", ({ target }) => {
    if (!target.matches(TYPED)) return;
    clearTimeout(typing);
    say("");
    typing = setTimeout(save, 1500);
  });
}
if (me.learner) exit?.addEventListener("submit", leave);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) arrive();
  else if (typing) save();
});
addEventListener("pageshow", ({ persisted }) => persisted && arrive());
addEventListener("online", arrive);
arrive();

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-share]");
  if (!link || !navigator.share) return;
  event.preventDefault();
  const { shareTitle: title, shareText: text, shareUrl: url } = link.dataset;
  navigator.share({ title, text, url }).catch(() => {});
});

document.querySelector(".error-summary")?.focus();
