// Only extras: every page works without this file. What it says about saving is true, or it does not say it.
const QUEUE = "wabp-answers";

const newId = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16));

// Not form.action: a field may be called "action".
const address = (form) => new URL(form.getAttribute("action") || "", location.href).href;

// One place per question of one attempt: a new attempt must not overwrite what the old one still has to send.
const place = (form) => `${address(form)}#${form.elements.attempt?.value ?? ""}`;

const readQueue = () => {
  try { return JSON.parse(localStorage.getItem(QUEUE)) ?? {}; } catch { return {}; }
};

// True only when the answer really stands in this device (private mode and a full disk refuse).
const keep = (key, pairs) => {
  try {
    const queue = readQueue();
    if (pairs) queue[key] = pairs; else delete queue[key];
    const text = JSON.stringify(queue);
    localStorage.setItem(QUEUE, text);
    return localStorage.getItem(QUEUE) === text;
  } catch { return false; }
};

const post = (action, pairs) =>
  fetch(action, { method: "POST", body: new URLSearchParams(pairs), headers: { "X-Requested-With": "fetch" }, keepalive: true });

// For an answer whose page is gone: nobody may find out later that it was not kept.
const announce = (text) => {
  if (!text) return;
  const line = document.createElement("p");
  line.className = "notice notice--notice";
  line.setAttribute("role", "status");
  line.textContent = text;
  document.querySelector("main").prepend(line);
};

// Signing in in another tab gives a new token: take it from a fresh copy of this page, and try once more.
const freshToken = async () => {
  const page = await fetch(location.href).then((reply) => reply.text()).catch(() => "");
  const token = new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (token) for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
  return token;
};

const say = (form, text, wrong) => {
  const line = form.querySelector("[data-saved]") ?? document.querySelector("[data-saved]");
  if (!line) return;
  line.textContent = text(line.dataset);
  line.classList.toggle("saved--wrong", wrong);
};

const save = async (form) => {
  const action = address(form);
  const { uuid, sequence } = form.elements;
  const pairs = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  // The next save is another event, also while this one is still on its way.
  if (uuid) uuid.value = newId();
  if (sequence) sequence.value = +sequence.value + 1;
  let reply;
  try {
    reply = await post(action, pairs);
    const token = reply.status === 403 && (await freshToken());
    if (token) reply = await post(action, pairs.map(([name, value]) => [name, name === "csrfmiddlewaretoken" ? token : value]));
  } catch {
    const kept = keep(place(form), pairs);
    return say(form, (text) => (kept ? text.local : text.not), !kept);
  }
  const data = await reply.json().catch(() => ({}));
  if (!reply.ok || !data.saved) return say(form, (text) => data.error ?? text.not, true);
  keep(place(form));
  if (sequence) sequence.value = Math.max(+sequence.value, data.sequence + 1);
  say(form, (text) => `${text.ok} ${data.saved}`, false);
};

const resend = async (freshPage) => {
  for (const [key, pairs] of Object.entries(readQueue())) {
    const [action] = key.split("#");
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    const fresh = pairs.map(([name, value]) => [name, name === "csrfmiddlewaretoken" && token ? token : value]);
    const reply = await post(action, fresh).catch(() => null);
    // No network, or signed out (401): it stays in the queue until somebody is back.
    if (!reply || reply.status === 401) return;
    const refused = [400, 404, 409, 410].includes(reply.status);
    // Refused for good (closed, gone, not yours) also leaves the queue; a tired server may try again later.
    if (reply.ok || refused) keep(key);
    if (refused) announce((await reply.json().catch(() => ({}))).error);
    const form = [...document.forms].find((one) => place(one) === key);
    if (!form || !reply.ok) continue;
    // After a reload the page still shows the older answer: fetch it again. Else only say so.
    if (freshPage) return location.reload();
    const data = await reply.json().catch(() => ({}));
    if (data.saved) say(form, (text) => `${text.ok} ${data.saved}`, false);
  }
};

let turn = Promise.resolve();
document.addEventListener("change", ({ target }) => {
  const form = target.form;
  if (form?.matches("[data-save]")) turn = turn.then(() => save(form));
});
addEventListener("online", () => resend(false));
resend(true);

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-share]");
  if (!link || !navigator.share) return;
  event.preventDefault();
  const { shareTitle: title, shareText: text, shareUrl: url } = link.dataset;
  navigator.share({ title, text, url }).catch(() => {});
});

document.querySelector(".error-summary")?.focus();
