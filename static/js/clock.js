// Only an extra: the server keeps the time. Counted from the server's own moment: a device may be minutes off.
const clock = document.querySelector("[data-clock]");
const { clock: due, now, url, many, one, over } = clock.dataset;
const [shown, said] = clock.querySelectorAll("[data-left], [role]");
const form = document.querySelector("[data-save]");
const end = Date.now() + (due - now) * 1000;
let changed, was;

if (form) form.oninput = form.onchange = () => { changed = true; };

const timer = setInterval(() => {
  const left = end - Date.now();
  const minutes = Math.max(0, Math.ceil(left / 6e4));
  if (minutes !== was) {
    shown.textContent = minutes > 1 ? many.replace("#", minutes) : minutes ? one : over;
    // Said aloud: not every minute.
    if (was && [5, 1, 0].includes(minutes)) said.textContent = shown.textContent;
    was = minutes;
  }
  // What is on its way gets three seconds. Without a connection the page stays.
  if (left > -3000 || !navigator.onLine) return;
  clearInterval(timer);
  if (changed) form.submit();
  else location = url;
}, 1000);
