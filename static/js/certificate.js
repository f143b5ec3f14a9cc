// A certificate that is being made: asks after a second, then less and less often, for a minute; then shows its button.
const MINUTE = 60000;
const pause = (time) => new Promise((done) => setTimeout(done, time));

const isReady = async (url) => {
  const reply = await fetch(url, { cache: "no-store" });
  // Signed out meanwhile, or the certificate is gone: asking on is no use.
  if (reply.redirected || reply.status === 404) throw reply;
  return reply.ok && (await reply.json()).ready;
};

const wait = async (url) => {
  const end = Date.now() + MINUTE;
  for (let time = 1000; Date.now() < end; time *= 1.3) {
    await pause(time);
    try {
      if (await isReady(url)) return true;
    } catch (error) {
      if (error instanceof Response) return false; // else no connection for a moment
    }
  }
  return false;
};

for (const place of document.querySelectorAll("[data-ready]")) {
  const [line, link, button] = place.children;
  wait(place.dataset.ready).then((ready) => {
    line.textContent = ready ? line.dataset.done : line.dataset.late;
    link.hidden = ready;
    button.hidden = !ready;
  });
}
