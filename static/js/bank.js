// What is still missing in the form of a question: asked of the server, which is the only one who knows.
const box = document.querySelector("[data-missing]");
const form = document.getElementById("w-editor-form");
const EVERY = 700;
const typed = () => new URLSearchParams(new FormData(form)).toString();
let seen, asked, request;

async function ask(now) {
  asked = now;
  request?.abort();
  request = new AbortController();
  try {
    const answer = await fetch(box.dataset.missing, {
      method: "POST",
      body: new URLSearchParams(now),
      signal: request.signal,
    });
    const html = answer.ok || answer.status === 400 ? await answer.text() : "";
    // Only what changed is read aloud.
    if (html && box.dataset.html !== html) box.innerHTML = box.dataset.html = html;
  } catch {
    // No connection: the next change asks again, and saving tells it all.
    if (asked === now) asked = undefined;
  }
}

// Wagtail's field for labels has a name, the box inside it that is typed in has none.
function nameTags() {
  const box = form.querySelector(".tagit-new input:not([aria-label])");
  if (box) box.ariaLabel = form.querySelector("label[for=id_tags]")?.innerText.trim() ?? "";
}

// Adding, moving and removing lines send no event: look, and ask when nothing moves any more.
function look() {
  nameTags();
  const now = document.hidden ? seen : typed();
  if (now === seen && now !== asked) ask(now);
  seen = now;
}

// A list has no field of its own: its first line, or its button.
function field(id) {
  const own = document.getElementById(id);
  if (own) return own;
  const list = document.getElementsByName(`${id}-count`)[0]?.parentElement ?? document.getElementsByName(`${id}-label`)[0]?.parentElement;
  return list?.querySelector("textarea, input:not([type=hidden]), select") ?? list?.querySelector("button");
}

function go(event) {
  const link = event.target.closest("a[href^='#']");
  const there = link && field(link.hash.slice(1));
  if (!there) return;
  event.preventDefault();
  for (let panel = there.closest("[data-panel]"); panel; panel = panel.parentElement.closest("[data-panel]"))
    panel.querySelector("[data-panel-toggle][aria-expanded=false]")?.click();
  there.focus();
  there.scrollIntoView({ block: "center" });
}

if (box && form) {
  box.addEventListener("click", go);
  setInterval(look, EVERY);
}
