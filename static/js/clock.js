// The server keeps the time. It sends its own moment: a device may be minutes off.
const clock = document.querySelector("[data-clock]");
const { clock: due, now, url, many, one, over } = clock.dataset;
const [shown, said] = clock.querySelectorAll("[data-left], [role]");
const button = document.querySelector("[data-out]");
const end = Date.now() + (due - now) * 1000;
let changed, was;

if (button) button.form.oninput = button.form.onchange = () => { changed = true; };

const timer = setInterval(() => {
  const left = end - Date.now();
  const minutes = Math.max(0, Math.ceil(left / 6e4));
  if (minutes !== was) {
    shown.textContent = minutes > 1 ? many.replace("#", minutes) : minutes ? one : over;
    // Aloud: not every minute.
    if (was && [5, 1, 0].includes(minutes)) said.textContent = shown.textContent;
    was = minutes;
  }
  // Three seconds for what is on its way; without a connection the page stays.
  if (left > -3000 || !navigator.onLine) return;
  clearInterval(timer);
  if (changed) button.click();
  else location = url;
}, 1000);
