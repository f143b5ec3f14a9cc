// Answers for the check page where there is no network. KNOWN (page, files, version) stands before this text
// (certificates/views/offline.py). With network the real page always wins; what it says is never kept.
const CACHE = `controle-${KNOWN.version}`;
const OURS = /^controle-(?!gegevens$)/; // keys and status lists have a cache of their own, filled by the page
const PATIENCE = 4000; // milliseconds
// As a stranger: a page that knows somebody is not kept.
const ask = (address) => new Request(address, { cache: "reload", credentials: "omit" });

const install = async () => {
  const cache = await caches.open(CACHE);
  // All of them or none are in it; the worker of another scope was first.
  if (!(await cache.match(KNOWN.page))) await cache.addAll([KNOWN.page, ...KNOWN.files].map(ask));
  await skipWaiting();
};

const activate = async () => {
  const old = (await caches.keys()).filter((name) => OURS.test(name) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
};

const kept = (address) => caches.match(address, { ignoreVary: true });

const page = async (request) => {
  let timer;
  const late = new Promise((_, no) => { timer = setTimeout(no, PATIENCE); });
  try {
    return await Promise.race([fetch(request), late]);
  } catch {
    return (await kept(KNOWN.page)) ?? Response.error();
  } finally {
    clearTimeout(timer);
  }
};

const file = async (request) => (await kept(request.url)) ?? fetch(request);

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  // Whatever a page is made of, also files that came after this worker: one of another scope may have kept a newer
  // page with them, and taken the files away that KNOWN names. What a script fetches has no destination; it decides
  // itself what is old.
  else if (request.destination) event.respondWith(file(request));
});
