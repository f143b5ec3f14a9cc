// The check page without network (templates/certificates/offline.html). What was scanned is neither kept nor sent: it
// stands behind the # of the address, or in a field without a name. Kept are keys, status lists and titles of courses.
const root = document.querySelector("[data-offline]");
const form = document.querySelector("[data-form]");
const kept = document.querySelector("[data-kept]");
const { page, facts, lists, worker, verify: module } = root.dataset;

const STORE = "controle-gegevens";
const SCOPES = [page, "/C/", "/c/"]; // where codes on paper lead to
const DAY = 86_400_000; // milliseconds
const OLD = 7 * DAY;
const LATE = DAY / 24 * 25;
const SHORTEST = 20; // symbols: less is a place on the page, such as #inhoud
const NUMBER = /\/C\/([^/#?\s]+)/i;
const ZONE = { timeZone: "Europe/Amsterdam" };

const write = (options) => new Intl.DateTimeFormat("nl-NL", options);
const dayOf = (days) =>
  write({ day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(days * DAY);
const momentOf = (time) =>
  `${write({ day: "numeric", month: "long", ...ZONE }).format(time)}, ${write({ hour: "2-digit", minute: "2-digit", ...ZONE }).format(time)}`;
// The day it is in the Netherlands, as days since 1970.
const today = () => Date.parse(new Intl.DateTimeFormat("sv-SE", ZONE).format()) / DAY;

// --- what this device keeps ---

const timeOf = (response) => Date.parse(response.headers.get("kept-at"));
const listAt = (number) => `${lists}${number}/`;
const saved = async (address) => (await caches.open(STORE)).match(address);

// When what came was true, by the server's clock: those of phones are wrong. A list is signed at least once a day; one
// that was not, says what was true when it was signed.
const momentIn = (answer, body) => {
  const sent = Date.parse(answer.headers.get("Date") ?? new Date().toUTCString());
  const signed = Date.parse(JSON.parse(body).validFrom);
  return sent - signed > LATE ? signed : sent; // what is no list has no such time
};

// As a stranger, past every cache on the way.
const keep = async (address) => {
  const answer = await fetch(address, { cache: "no-cache", credentials: "omit" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const body = await answer.text();
  const time = new Date(momentIn(answer, body)).toUTCString();
  await (await caches.open(STORE)).put(address, new Response(body, { headers: { "kept-at": time } }));
  return body;
};

const sync = async () => {
  const known = JSON.parse(await keep(facts));
  await Promise.allSettled(known.lists.map((number) => keep(listAt(number))));
};

const knownFacts = async () => (await saved(facts))?.json();

const oldestTime = async () => {
  const { lists: numbers = [] } = (await knownFacts()) ?? {};
  const found = await Promise.all(numbers.map((number) => saved(listAt(number))));
  return found.length && found.every(Boolean) ? Math.min(...found.map(timeOf)) : null;
};

const unzip = async (encoded) => {
  const packed = atob(encoded.slice(1).replaceAll("-", "+").replaceAll("_", "/")); // after the u of multibase
  const stream = new Blob([Uint8Array.from(packed, (symbol) => symbol.charCodeAt(0))]).stream();
  const bits = await new Response(stream.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  return new Uint8Array(bits);
};

// Whether the certificate is on the list as it was at `time`; null where this device cannot tell.
const standing = async ({ list, index }) => {
  try {
    const response = await saved(listAt(list));
    const time = timeOf(response);
    const bits = await unzip((await response.json()).credentialSubject.encodedList);
    if (index >= bits.length * 8) return null;
    return { time, isOut: Boolean(bits[index >> 3] & (128 >> (index & 7))) }; // revoked or replaced: one bit for both
  } catch {
    return null;
  }
};

// --- what it says ---

const judge = async (address) => {
  const code = address.slice(address.indexOf("#") + 1).replace(/\s/g, "").toUpperCase();
  const known = await knownFacts();
  if (!known) return { stand: "no-keys" };
  if (address.includes("/") && !address.includes("#")) return { stand: "no-code" };
  const { verify } = await import(module);
  const { state, claims } = await verify(code, known.keys);
  if (state !== "genuine") return { stand: state };
  const number = address.match(NUMBER)?.[1];
  if (number && number.toUpperCase() !== claims.number) return { stand: "mixed" };
  const found = await standing(claims);
  const course = known.titles[claims.course] ?? claims.course;
  return { stand: standOf(claims, found), claims: { ...claims, course }, time: found?.time };
};

const standOf = ({ until }, found) => {
  if (!found) return until < today() ? "expired" : "unlisted";
  if (found.isOut) return "out";
  return until < today() ? "expired" : "valid";
};

const copyOf = (name) => document.getElementById(name).content.cloneNode(true);

const showTime = (part, time) => {
  part.querySelector("[data-synced]").hidden = !time;
  if (time) part.querySelector("[data-time]").textContent = momentOf(time);
};

const factsOf = (claims, time) => {
  const part = copyOf("facts");
  const words = { ...claims, issued: dayOf(claims.issued), until: dayOf(claims.until) };
  for (const place of part.querySelectorAll("[data-fact]")) {
    place.textContent = words[place.dataset.fact];
    place.parentElement.hidden = !place.textContent; // an old certificate has no code of a course
  }
  part.querySelector("[data-cut]").hidden = !claims.name.endsWith("…");
  part.querySelector("[data-old]").hidden = !time || Date.now() - time < OLD;
  showTime(part, time);
  return part;
};

const show = async (address) => {
  const { stand, claims, time } = await judge(address);
  root.replaceChildren(copyOf(`stand-${stand}`), ...(claims ? [factsOf(claims, time)] : []));
  root.hidden = false;
  document.querySelector("[data-intro]").hidden = true;
  form.querySelector("[data-again]").hidden = false;
  form.querySelector("button").classList.add("button--quiet");
};

const showKept = async () => {
  const time = await oldestTime();
  showTime(kept, time);
  kept.querySelector("[data-missing]").hidden = Boolean(time);
};

// --- where it comes from ---

let current; // the address that is on the screen
const look = async (address) => {
  current = address;
  await show(address);
  document.querySelector("main").focus({ preventScroll: true }); // so that it is read out
  scrollTo(0, 0);
};

const fromAddress = () => {
  const hasCode = location.hash.length > SHORTEST;
  if (hasCode || NUMBER.test(location.pathname)) return look(location.pathname + (hasCode ? location.hash : ""));
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = form.querySelector("textarea");
  const text = field.value.trim();
  form.querySelector("[data-empty]").hidden = Boolean(text);
  field.toggleAttribute("aria-invalid", !text);
  if (text) look(text);
  else field.focus();
});

const refresh = async () => {
  if (!navigator.onLine) return;
  await sync().catch(() => {}); // no network after all: what is kept stays
  await showKept();
  if (current) await show(current);
};

// True when the worker for `scope` is there to answer without network.
const isReady = async (scope) => {
  const workers = navigator.serviceWorker;
  const registration = navigator.onLine
    ? await workers.register(worker, { scope, updateViaCache: "none" })
    : await workers.getRegistration(scope);
  const fresh = registration?.installing ?? registration?.waiting;
  if (registration?.active || !fresh) return Boolean(registration?.active);
  return new Promise((yes) => {
    fresh.addEventListener("statechange", () => ["activated", "redundant"].includes(fresh.state) && yes(fresh.state === "activated"));
  });
};

const settle = async () => {
  if (!navigator.serviceWorker) return; // over plain HTTP
  let ready = Boolean(await saved(facts));
  // One by one: the first fetches the files for all.
  for (const scope of SCOPES) ready = (await isReady(scope)) && ready;
  kept.querySelector("[data-ready]").hidden = !ready;
};

document.querySelector("[data-plain]").hidden = true;
form.hidden = kept.hidden = false;
addEventListener("hashchange", fromAddress);
addEventListener("online", refresh);
await showKept();
await fromAddress();
await refresh();
await settle();
