// Who joined, without pressing a key: asks for this page again every few seconds while somebody can see it.
const EVERY = 5000;
const place = document.querySelector("[data-live]");

const look = async () => {
  try {
    const reply = document.hidden ? null : await fetch(location.href, { cache: "no-store" });
    // Signed out meanwhile, or no evening of his any more: asking on is no use.
    if (reply && (reply.redirected || reply.status === 404)) return;
    if (reply?.ok) {
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const fresh = page.querySelector("[data-live]");
      if (fresh && fresh.innerHTML !== place.innerHTML) place.replaceChildren(...fresh.childNodes);
    }
  } catch {
    // No connection for a moment.
  }
  setTimeout(look, EVERY);
};

if (place) setTimeout(look, EVERY);
